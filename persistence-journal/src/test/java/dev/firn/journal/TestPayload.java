package dev.firn.journal;

import org.apache.pekko.actor.ActorRef;

/** An event that refers to an actor. */
record TestPayload(ActorRef ref) {}
