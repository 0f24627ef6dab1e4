package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.LateAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * A commit whose request is on its way still when its plan has been given up: it lands under the
 * number that is next.
 */
final class LateLanding {
  /** Why a plan is given up. */
  enum Why {
    /** Another table had its name, and rows are to be written for that one. */
    ITS_TABLE_WAS_AWAY,
    /** Its file can never be added, as the store has it. */
    ITS_FILE_WAS_DENIED
  }

  /** Until it is delivered. */
  static final Fault ON_ITS_WAY = Fault.late("on its way", request -> false, false);

  private static final Fault BUSY = Fault.lost("busy", Fault.status(503));
  private static final Fault NOT_THERE = Fault.lost("not there", Fault.status(404));

  private final QuickNode node;
  private final String table;
  private final String marker;

  private LateLanding(QuickNode node) throws IOException, InterruptedException {
    this.node = node;
    this.table = node.rig().lake().events().uuid().toString();
    JsonNode plan = committer().path("open");
    this.marker = plan.path("ledger").asText() + ":" + plan.path("commitId").asText();
  }

  /** Posts events; their commit hangs, and no other request like it reaches the catalog. */
  static LateLanding hang(QuickNode node) throws IOException, InterruptedException {
    node.catalog().next(FrontRequest::isCommit, ON_ITS_WAY);
    node.lose(FrontRequest::isCommit);
    node.postIntoAnOpenPlan(node.events());
    return new LateLanding(node);
  }

  /** Returns when the plan is no more; its rows cannot be written anew so far. */
  void giveUp(Why why) throws InterruptedException {
    node.storeDoes(noDataFiles());
    if (why == Why.ITS_TABLE_WAS_AWAY) {
      node.rig().lake().putEventsAside();
      awaitCommitter(one -> one.path("phase").asText().equals("replaced"));
      node.rig().lake().putEventsBack();
      awaitCommitter(one -> !one.path("phase").asText().equals("replaced"));
    } else {
      node.storeDoes(noDataFiles().orElse(noneToBeFound()));
    }
    awaitCommitter(one -> one.path("open").isMissingNode());
    node.storeDoes(noDataFiles());
  }

  private static FaultPlan noDataFiles() {
    return request -> request.isDataFileWrite() ? BUSY : Fault.NONE;
  }

  private static FaultPlan noneToBeFound() {
    return request ->
        request.isRead() && request.path().endsWith(".parquet") ? NOT_THERE : Fault.NONE;
  }

  /** Returns when the rows are in a plan of another name and the same number. */
  void writeAnew() throws InterruptedException {
    node.storeDoes(request -> Fault.NONE);
    awaitCommitter(one -> !one.path("open").isMissingNode());
  }

  /** The request arrives, and its commit is the table's newest. */
  void carryOut() throws IOException {
    assertThat(deliver(node).status()).isEqualTo(200);
    assertThat(node.rig().upkeep().ledger()).as("landed late").isEqualTo(marker);
    node.storeDoes(request -> Fault.NONE);
    node.loseNothing();
  }

  /** What the catalog says to what was on its way. */
  static LateAnswer deliver(QuickNode node) throws IOException {
    node.rig().catalogFront().deliverLateRequests();
    List<LateAnswer> answers = node.rig().catalogFront().lateAnswers();
    return answers.get(answers.size() - 1);
  }

  /** The view of the commits says what the table says, and that there is nothing to do. */
  void assertThatItIsSeenThrough() throws IOException, InterruptedException {
    awaitCommitter(one -> one.path("phase").asText().equals("idle"));
    String ledger = node.rig().upkeep().ledger();
    assertThat(committer().path("ledger").asText()).isEqualTo(ledger.split(":", 2)[0]);
    assertThat(committer().path("trouble").isNull()).isTrue();
    assertThat(committer().path("lost").asInt()).isZero();
    assertThat(node.check(node.events()).problems()).isEmpty();
  }

  private void awaitCommitter(Predicate<JsonNode> condition) throws InterruptedException {
    QuickNode.awaitThat(() -> condition.test(committerOrFail()));
  }

  private JsonNode committerOrFail() {
    try {
      return committer();
    } catch (IOException e) {
      throw new UncheckedIOException("The committer cannot be looked at", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private JsonNode committer() throws IOException, InterruptedException {
    for (JsonNode one : node.rig().node().api().ask("/v1/commits").path("committers")) {
      if (one.path("table").asText().equals(table)) {
        return one;
      }
    }
    throw new IOException("There is no committer of " + table);
  }
}
