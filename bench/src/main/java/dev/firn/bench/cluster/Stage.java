package dev.firn.bench.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.bench.cli.JsonReport;
import dev.firn.bench.faults.LoadSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a scenario plays on: a whole cluster under load, and where it writes what it measures. */
final class Stage {
  /** For anything that a cluster has to come to by itself. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Answers that were under way when something happened come in this time. */
  private static final long UNDER_WAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Cluster cluster;
  private final AckLog acks;
  private final int clients;
  private final Duration least;
  private final PrintWriter progress;
  private final Sender sender;
  private final boolean isBounded;
  private final ObjectNode figures = JsonReport.object();
  private final List<String> problems = new ArrayList<>();

  /** Sends a few events beside the load. */
  interface Sender {
    /** Returns when they are acknowledged. */
    void sendOnceTo(int types) throws IOException, InterruptedException;

    /** Begins to send them through one node. */
    LoadSession startSending(int types, ClusterNode through);
  }

  Stage(
      Cluster cluster,
      AckLog acks,
      int clients,
      Duration least,
      PrintWriter progress,
      Sender sender,
      boolean isBounded) {
    this.cluster = cluster;
    this.acks = acks;
    this.clients = clients;
    this.least = least;
    this.progress = progress;
    this.sender = sender;
    this.isBounded = isBounded;
  }

  Cluster cluster() {
    return cluster;
  }

  AckLog acks() {
    return acks;
  }

  /** How long what is done in a loop is done. */
  Duration least() {
    return least;
  }

  ObjectNode figures() {
    return figures;
  }

  /** A few events of each of so many types, beside the load. */
  void sendOnceTo(int types) throws IOException, InterruptedException {
    sender.sendOnceTo(types);
  }

  /** The same through one node, whether it answers or not; to be stopped when it does. */
  LoadSession startSending(int types, ClusterNode through) {
    return sender.startSending(types, through);
  }

  /** Something is not as it must be. */
  void problem(String what) {
    say("PROBLEM " + what);
    problems.add(what);
  }

  /** What took longer than it may is a problem, where times are measured. */
  void bound(String what, double seconds, double most) {
    if (isBounded && seconds > most) {
      problem("%s took %.2f s, more than %.0f".formatted(what, seconds, most));
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  void say(String what) {
    progress.println("  " + what);
    progress.flush();
  }

  /** Returns when every client was answered. */
  void awaitLoad() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Until.await("every client acknowledged", PATIENCE, () -> acks.clientsSince(begun) >= clients);
  }

  /**
   * Returns when every partition takes events again.
   *
   * @param since when something happened that stopped some
   * @return seconds from then
   */
  double awaitAccepting(long since) throws IOException, InterruptedException {
    long settled = since + UNDER_WAY_NANOS;
    Until.await("every client acknowledged", PATIENCE, () -> acks.clientsSince(settled) >= clients);
    return rounded((acks.lastFirst(settled) - since) / 1e9);
  }

  /**
   * Returns when the cluster is whole again.
   *
   * @return seconds from a moment
   */
  double awaitWhole(long since) throws IOException, InterruptedException {
    cluster.awaitWhole(PATIENCE);
    return secondsSince(since);
  }

  static double secondsSince(long since) {
    return rounded((System.nanoTime() - since) / 1e9);
  }

  static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }

  /** Nothing where no time is left. */
  static void rest(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.max(0, time.toMillis()));
  }
}
