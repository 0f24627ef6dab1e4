package dev.firn.journal.postgres;

import java.sql.SQLException;

/** The commit was sent and not answered. */
final class OutcomeUnknownException extends Exception {

  OutcomeUnknownException(SQLException cause) {
    super(cause);
  }
}
