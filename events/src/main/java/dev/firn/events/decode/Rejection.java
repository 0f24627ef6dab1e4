package dev.firn.events.decode;

/**
 * Why one event of a request was not taken.
 *
 * @param index the event's place in the request, from 0
 * @param reason a stable word for programs, one of {@link RejectionReason}
 * @param detail for people: which attribute, what was expected, what came
 */
public record Rejection(int index, String reason, String detail) {
  Rejection(int index, RejectionReason reason, String detail) {
    this(index, reason.word(), detail);
  }
}
