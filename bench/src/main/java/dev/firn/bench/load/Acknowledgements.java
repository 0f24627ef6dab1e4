package dev.firn.bench.load;

/** Told of every request's end, on the thread that sent it. */
public interface Acknowledgements {

  /** What became of a request as far as its client can know. */
  enum Fate {
    ACKNOWLEDGED,
    /**
     * Given up, or refused after an attempt whose answer never came: it may or may not be there.
     */
    OPEN,
    /** Refused at the first attempt: it must not be there. */
    REFUSED
  }

  /** Nobody wants to know. */
  Acknowledgements IGNORED = (firstEvent, events, fate) -> {};

  /**
   * A request was answered or given up.
   *
   * @param firstEvent number of the request's first event in the run
   */
  void ended(long firstEvent, int events, Fate fate);
}
