package dev.firn.node.http;

/** Carries a problem out of the middle of reading a request. Has no stack trace: it is no bug. */
final class RequestRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RequestRefusedException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
