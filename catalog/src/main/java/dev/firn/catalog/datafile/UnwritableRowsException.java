package dev.firn.catalog.datafile;

import dev.firn.catalog.table.TableForm;
import java.util.List;

/** Some rows can never be written to the table as it was looked at; without them the rest can. */
public final class UnwritableRowsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<UnwritableRow> rows;
  private final transient TableForm form;

  UnwritableRowsException(List<UnwritableRow> rows, TableForm form, Throwable cause) {
    super(rows.size() + " rows cannot be written, the first: " + rows.get(0), cause);
    this.rows = List.copyOf(rows);
    this.form = form;
  }

  /** By append and place. */
  public List<UnwritableRow> rows() {
    return rows;
  }

  /** The form that they do not fit. */
  public TableForm form() {
    return form;
  }
}
