package dev.firn.node.rejected;

import dev.firn.events.DeadLetter;

/**
 * A dead letter as operators see it.
 *
 * @param isWritten whether its event is in the table of events by now, driven again or sent again
 */
public record ListedLetter(DeadLetter letter, boolean isWritten) {}
