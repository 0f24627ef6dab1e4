package dev.firn.node.http;

/** The one place where what went wrong becomes a status. */
public enum ErrorCategory {
  UNREADABLE(400),
  UNAUTHENTICATED(401),
  FORBIDDEN(403),
  NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  BODY_TIMEOUT(408),
  CONFLICT(409),
  TOO_LARGE(413),
  URI_TOO_LONG(414),
  UNSUPPORTED(415),
  TENANT_OVERLOAD(429),
  HEADERS_TOO_LARGE(431),
  BUG(500),
  OVERLOAD(503),
  DEPENDENCY(503);

  private final int status;

  ErrorCategory(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
