package dev.firn.bench.faults.front;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What happens to one request.
 *
 * @param name as reports show it
 * @param landing whether and when the request reaches the server behind the front
 * @param answer what the client sees
 * @param before runs before the request is let through, or kept from the server
 * @param after runs when the server is done with it, before the client sees an answer
 */
public record Fault(String name, Landing landing, Answer answer, Runnable before, Runnable after) {
  /** The request as if there were no front. */
  public static final Fault NONE = landed("none", new Answer.Real());

  /** When the server gets the request. */
  public sealed interface Landing {
    record Now() implements Landing {}

    record Never() implements Landing {}

    /**
     * The network holds it back until another request comes by.
     *
     * @param isAfter after the other one has been answered by the server; else right before it
     */
    record Late(Predicate<FrontRequest> other, boolean isAfter) implements Landing {}
  }

  /** What the client gets. */
  public sealed interface Answer {
    /** What the server said; where it was not asked, what it would say of the present state. */
    record Real() implements Answer {}

    record Status(int status, Optional<Duration> retryAfter) implements Answer {}

    /** The connection ends. */
    record Drop() implements Answer {}

    /** Nothing for so long, then the connection ends. */
    record Hang(Duration time) implements Answer {}

    /** Success, and a body that nobody can read. */
    record Garbage() implements Answer {}
  }

  public static Fault landed(String name, Answer answer) {
    return new Fault(name, new Landing.Now(), answer, Fault::nothing, Fault::nothing);
  }

  public static Fault lost(String name, Answer answer) {
    return new Fault(name, new Landing.Never(), answer, Fault::nothing, Fault::nothing);
  }

  /** The client is cut off, and the request arrives later. */
  public static Fault late(String name, Predicate<FrontRequest> other, boolean isAfter) {
    return new Fault(
        name, new Landing.Late(other, isAfter), new Answer.Drop(), Fault::nothing, Fault::nothing);
  }

  public static Answer status(int status) {
    return new Answer.Status(status, Optional.empty());
  }

  public static Answer status(int status, Duration retryAfter) {
    return new Answer.Status(status, Optional.of(retryAfter));
  }

  /** The same, with something happening before the client sees an answer. */
  public Fault with(String situation, Runnable meanwhile) {
    return new Fault(name + ", " + situation, landing, answer, before, meanwhile);
  }

  /** The same, by the same name, with something happening before the client sees an answer. */
  public Fault during(Runnable meanwhile) {
    return new Fault(name, landing, answer, before, meanwhile);
  }

  /** The same, with something happening before the server sees the request. */
  public Fault beforehand(String situation, Runnable first) {
    return new Fault(name + ", " + situation, landing, answer, first, after);
  }

  @Override
  public String toString() {
    return name;
  }

  boolean isNone() {
    return equals(NONE);
  }

  private static void nothing() {}
}
