package dev.firn.node.security;

/**
 * Who sent a request.
 *
 * @param tenant whose events it may send
 * @param operator whether it may see and steer the node
 */
public record Caller(String tenant, boolean operator) {}
