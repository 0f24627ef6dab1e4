package dev.firn.bench.load;

/** Told of every request's end, on the thread that sent it. */
public interface Acknowledgements {

  /** Nobody wants to know. */
  Acknowledgements IGNORED = (firstEvent, events, known) -> {};

  /**
   * A request was answered or given up.
   *
   * @param firstEvent number of the request's first event in the run
   * @param acknowledged false where the request was given up: its events may or may not be there
   */
  void ended(long firstEvent, int events, boolean acknowledged);
}
