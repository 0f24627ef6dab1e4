package dev.firn.ops.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.ops.ctl.StandInNode.Run;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes and shards, as operators see and steer them. */
class CtlClusterTest {
  private static final String ORDERS =
      "{\"revision\":3,\"pins\":[{\"kind\":\"partition\",\"shard\":\"17\",\"node\":\"b:7355\"}],"
          + "\"drained\":[\"a:7355\"]}";
  private static final String PLAN =
      "{\"kinds\":[{\"kind\":\"partition\",\"moves\":[{\"shard\":\"17\",\"from\":\"a:7355\","
          + "\"to\":\"b:7355\",\"cause\":\"load\",\"reason\":\"a carries more\"}],"
          + "\"summary\":\"balancing\",\"notices\":[]}]}";

  private StandInNode node;

  @BeforeEach
  void start() throws IOException {
    node = new StandInNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static String nodes(String shards) {
    return """
        {"nodes":[
         {"node":"a:7355","http":"http://a:8080","status":"up","reachable":true,
          "roles":["buffer","ingest"],"version":"1.2","self":true,"leader":true,"oldest":false,
          "drained":true,"partitions":4,"shards":%s,"bytesPerSecond":2048,"bufferedBytes":20},
         {"node":"b:7355","http":"","status":"joining","reachable":true,"roles":["buffer"],
          "version":"1.2","self":false,"leader":false,"oldest":true,"drained":false}]}
        """
        .formatted(shards);
  }

  private static String shards(String home, String movingTo, boolean busy) {
    return """
        {"shards":[
         {"kind":"partition","shard":"17","node":"%s","bytesPerSecond":2048,"bufferedBytes":20,
          "pinnedTo":null,"movingTo":%s,
          "lastMove":{"from":"c:7355","cause":"load","at":"2026-01-01T00:00:00Z"}},
         {"kind":"partition","shard":"2","node":"b:7355","bytesPerSecond":4096,"bufferedBytes":0,
          "pinnedTo":"b:7355","movingTo":null}],
         "kinds":[{"kind":"partition","summary":"balanced: even","notices":["pin waits"],
          "busy":%s}]}
        """
        .formatted(home, movingTo, busy);
  }

  @Test
  void listsNodesAndEndsWithOneWhereSomeCannotBeReached() {
    node.answering("GET /v1/nodes", 200, nodes("2"));
    Run run = node.ctl("", "nodes");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().toList())
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("NODE").endsWith("HTTP");
              assertThat(lines.get(1))
                  .contains("self,leader,drained")
                  .contains("buffer,ingest")
                  .contains("2.0 KiB/s")
                  .contains("http://a:8080");
              assertThat(lines.get(2)).contains("joining").contains("oldest");
            });
    node.answering(
        "GET /v1/nodes", 200, nodes("2").replaceFirst("\"reachable\":true", "\"reachable\":false"));
    Run partitioned = node.ctl("", "nodes");
    assertThat(partitioned.exitCode()).isEqualTo(1);
    assertThat(partitioned.out()).contains("UNREACHABLE");
    assertThat(node.ctl("", "nodes", "--format", "json").out()).contains("\"oldest\" : true");
  }

  @Test
  void listsShardsAndWhatWasDecided() {
    node.answering("GET /v1/shards?kind=partition", 200, shards("a:7355", "\"b:7355\"", true))
        .answering("GET /v1/shards", 200, shards("a:7355", "null", false));
    Run run = node.ctl("", "shards", "--sort", "load");
    assertThat(run.exitCode()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(1)).startsWith("partition/2 ").contains("4.0 KiB/s");
    assertThat(lines.get(2)).contains("load, ").contains("ago, from c:7355");
    assertThat(lines).contains("partition: balanced: even", "  notice: pin waits");
    Run chosen = node.ctl("", "shards", "--kind", "partition", "--node", "a:7355");
    assertThat(chosen.out()).contains("partition/17").doesNotContain("partition/2 ");
  }

  @Test
  void movesAShardAfterAskingAndWaitsUntilItIsThere() {
    node.answering("POST /v1/shards/partition/17/move?to=b%3A7355", 200, plan())
        .answeringInTurn(
            "GET /v1/shards?kind=partition",
            shards("a:7355", "\"b:7355\"", true),
            shards("b:7355", "\"b:7355\"", true),
            shards("b:7355", "null", false));
    Run refused = node.ctl("n\n", "move", "17", "b:7355");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("Move shard partition/17 to b:7355? [y/N]");
    assertThat(node.requests).isEmpty();
    Run run = node.ctl("y\n", "move", "17", "b:7355");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Shard partition/17 lives on b:7355");
    assertThat(run.err()).contains("on its way");
  }

  private static String plan() {
    return "{\"moves\":[{\"shard\":\"17\",\"from\":\"a:7355\",\"to\":\"b:7355\"}],\"summary\":\"\"}";
  }

  @Test
  void aMoveToWhereTheShardIsAndOneThatCannotBeSaySo() {
    node.answering(
            "POST /v1/shards/rejected/3/move?to=b%3A7355",
            200, "{\"moves\":[],\"summary\":\"shard 3 lives on b:7355 already\"}")
        .answering(
            "POST /v1/shards/partition/3/move?to=x",
            409,
            "{\"error\":{\"reason\":\"declined\",\"detail\":\"no node is named x\"}}");
    Run there = node.ctl("", "move", "rejected/3", "b:7355", "--yes");
    assertThat(there.exitCode()).isZero();
    assertThat(there.out()).contains("already");
    Run declined = node.ctl("", "move", "3", "x", "--yes");
    assertThat(declined.exitCode()).isEqualTo(1);
    assertThat(declined.err()).contains("no node is named x (declined)");
    Run misspelt = node.ctl("", "move", "partition/", "x", "--yes");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.err()).contains("KIND/NUMBER");
  }

  @Test
  void pinsAskAndShowWhatHoldsNow() {
    node.answering("POST /v1/shards/partition/17/pin?to=b%3A7355", 200, ORDERS)
        .answering("POST /v1/shards/partition/17/unpin", 200, ORDERS);
    assertThat(node.ctl("", "pin", "17", "b:7355").exitCode()).isEqualTo(1);
    Run pin = node.ctl("", "pin", "17", "b:7355", "--yes");
    assertThat(pin.exitCode()).isZero();
    assertThat(pin.out()).contains("pin    partition/17  b:7355").contains("drain");
    assertThat(node.ctl("", "unpin", "17").exitCode()).isZero();
  }

  @Test
  void aRehearsalChangesNothing() {
    node.answering("POST /v1/rebalance?dryRun=true", 200, PLAN);
    Run run = node.ctl("", "rebalance", "--dry-run");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("partition/17  a:7355  b:7355  a carries more")
        .contains("partition: balancing");
    assertThat(node.requests).containsExactly("POST /v1/rebalance?dryRun=true");
  }

  @Test
  void balancesAfterSayingWhatMovesAndShowsHowFarItIs() {
    node.answering("POST /v1/rebalance?dryRun=true", 200, PLAN)
        .answering("POST /v1/rebalance", 200, PLAN)
        .answeringInTurn(
            "GET /v1/shards",
            shards("a:7355", "\"b:7355\"", true),
            shards("b:7355", "null", true),
            shards("b:7355", "null", false));
    assertThat(node.ctl("n\n", "rebalance").exitCode()).isEqualTo(1);
    assertThat(node.requests).doesNotContain("POST /v1/rebalance");
    Run run = node.ctl("y\n", "rebalance");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("Move this shard? [y/N]")
        .contains("moved 0 of about 1, 1 on their way")
        .contains("moved 1 of about 1, 0 on their way");
    assertThat(run.out()).contains("partition: balanced: even");
  }

  @Test
  void drainsANodeAndWaitsUntilItHoldsNoShard() {
    node.answering("POST /v1/nodes/a%3A7355/drain", 200, ORDERS)
        .answering("POST /v1/nodes/a%3A7355/undrain", 200, ORDERS)
        .answeringInTurn("GET /v1/nodes", nodes("2"), nodes("1"), nodes("0"));
    assertThat(node.ctl("", "drain", "a:7355").exitCode()).isEqualTo(1);
    assertThat(node.requests).isEmpty();
    Run run = node.ctl("", "drain", "a:7355", "--wait", "--yes");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("a:7355 holds 2 shards", "a:7355 holds 1 shard", "a:7355 holds no shard");
    assertThat(node.ctl("", "undrain", "a:7355").exitCode()).isZero();
  }

  @Test
  void givesUpADrainThatDoesNotEnd() {
    node.answering("POST /v1/nodes/a%3A7355/drain", 200, ORDERS)
        .answering("GET /v1/nodes", 200, nodes("2"));
    Run run = node.ctl("", "drain", "a:7355", "--wait", "--yes", "--timeout", "1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("still holds shards");
  }
}
