package dev.firn.node.listen;

import java.time.Duration;

/**
 * How far a request's head may be from its end.
 *
 * @param bytes of it that may have come
 * @param time since its first byte
 */
public record HeadLimits(long bytes, Duration time) {}
