package dev.firn.journal.postgres;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failed statement means for those who wait for it. The message never holds values of rows.
 *
 * @param fenced the persistence id that the fence refused
 */
record SqlFailure(Kind kind, String message, Optional<String> fenced) {

  enum Kind {
    /** No connection, or a server that takes no writes: nothing was written. */
    UNREACHABLE,
    /** Lost against another transaction; the same again may succeed. */
    TRANSIENT,
    /** The server's disk is full. */
    NO_ROOM,
    /** The fence refused one id; the others of the transaction are without fault. */
    FENCED,
    /** The server refused something; alone, the faultless of the transaction succeed. */
    REFUSED
  }

  static SqlFailure of(SQLException failure) {
    SQLException cause = cause(failure);
    String state = cause.getSQLState();
    Kind kind = failure instanceof SQLTransientConnectionException ? Kind.UNREACHABLE : kind(state);
    String message =
        cause.getMessage() + (state == null || state.isEmpty() ? "" : " (SQLSTATE " + state + ")");
    return new SqlFailure(
        kind, message, kind == Kind.FENCED ? detail(cause) : Optional.<String>empty());
  }

  /** What the server or the driver said, without what batches and the pool wrap around it. */
  static SQLException cause(SQLException failure) {
    if (failure instanceof BatchUpdateException batch) {
      return first(batch);
    }
    return failure instanceof SQLTransientConnectionException
            && failure.getCause() instanceof SQLException inner
        ? inner
        : failure;
  }

  private static SQLException first(BatchUpdateException batch) {
    SQLException next = batch.getNextException();
    return next == null ? batch : next;
  }

  private static Kind kind(@Nullable String state) {
    if (state == null || state.length() != 5) {
      return Kind.UNREACHABLE;
    }
    return switch (state) {
      case "FN001" -> Kind.FENCED;
      case "40001", "40P01" -> Kind.TRANSIENT;
      case "53100" -> Kind.NO_ROOM;
      // shutting down, crashed, starting; idle or transaction for too long; a standby; no database
      case "57P01",
          "57P02",
          "57P03",
          "57P04",
          "57P05",
          "25P03",
          "25P04",
          "25006",
          "53300",
          "3D000" ->
          Kind.UNREACHABLE;
      default -> kindOfClass(state.substring(0, 2));
    };
  }

  private static Kind kindOfClass(String sqlClass) {
    return switch (sqlClass) {
      case "08", "28" -> Kind.UNREACHABLE;
      default -> Kind.REFUSED;
    };
  }

  private static Optional<String> detail(SQLException failure) {
    return failure instanceof PSQLException server
        ? Optional.ofNullable(server.getServerErrorMessage()).map(ServerErrorMessage::getDetail)
        : Optional.empty();
  }
}
