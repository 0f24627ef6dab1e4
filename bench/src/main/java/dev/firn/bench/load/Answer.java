package dev.firn.bench.load;

/**
 * What a node answered to one request.
 *
 * @param retryAfterMillis what it asked to wait, 0 if nothing
 */
record Answer(int status, int accepted, int duplicates, boolean isClean, long retryAfterMillis) {

  /** Come again later. */
  boolean isBusy() {
    return status == 503 || status == 429;
  }

  /** Every one of these events is acknowledged. */
  boolean acknowledges(int events) {
    return status == 200 && isClean && accepted + duplicates == events;
  }
}
