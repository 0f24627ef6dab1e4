package dev.firn.bench.faults.front;

/**
 * What a server said to a request that arrived when nobody waited for its answer any more.
 *
 * @param body as text
 */
public record LateAnswer(int status, String body) {}
