package dev.firn.ops.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.ops.ctl.StandInNode.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CtlTest {
  private static final String PARTITIONS =
      """
      {"partitions":[
       {"table":"events_rejected","partition":"a/2026","type":"a","state":"idle","epoch":1,"append":3,"rows":5,"bytes":2048,
        "oldest":null,"snapshot":null},
       {"partition":"b/2026","type":"b","state":"buffering","epoch":1,"append":3,"rows":70,
        "bytes":10,"oldest":"2026-11-22T09:00:00Z","snapshot":"12"}]}
      """;

  private StandInNode node;

  @BeforeEach
  void start() throws IOException {
    node = new StandInNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void listsPartitionsInTheOrderAskedFor() {
    node.answering("GET /v1/partitions", 200, PARTITIONS);
    Run run = node.ctl("", "partitions", "--sort", "rows");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("PARTITION  STATE");
              assertThat(lines.get(1)).startsWith("b/2026").contains(" 70 ");
              assertThat(lines.get(2))
                  .startsWith("a/2026")
                  .contains("2.0 KiB")
                  .endsWith("events_rejected");
            });
    assertThat(node.ctl("", "partitions", "--type", "a").out()).doesNotContain("b/2026");
  }

  @Test
  void printsTheNodesOwnJson() {
    node.answering("GET /v1/partitions", 200, PARTITIONS);
    assertThat(node.ctl("", "partitions", "--format", "json").out())
        .contains("\"partition\" : \"a/2026\"");
  }

  @Test
  void namesThePartitionToFlushWhateverItsCharacters() {
    node.answering(
        "POST /v1/partitions/a%2520b%2F2026/flush",
        200,
        "{\"flushed\":[{\"partition\":\"a%20b/2026\",\"state\":\"committed\",\"ledger\":4,"
            + "\"snapshot\":\"9\"}]}");
    Run run = node.ctl("", "flush", "a%20b/2026");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("a%20b/2026  committed");
  }

  @Test
  void saysWhenAFlushIsNotThroughYet() {
    node.answering(
        "POST /v1/partitions/flush",
        200,
        "{\"flushed\":[{\"partition\":\"a\",\"state\":\"file\"}]}");
    assertThat(node.ctl("", "flush", "--all").exitCode()).isEqualTo(1);
  }

  @Test
  void asksBeforeItResumes() {
    node.answering("GET /v1/commits", 200, "{\"committers\":[]}")
        .answering("POST /v1/commits/resume", 200, "{\"resumed\":1}");
    Run refused = node.ctl("n\n", "commits", "resume");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("[y/N]").contains("nothing was changed");
    assertThat(node.requests).doesNotContain("POST /v1/commits/resume");
    assertThat(node.ctl("", "commits", "resume").exitCode()).isEqualTo(1);
    assertThat(node.ctl("y\n", "commits", "resume").exitCode()).isZero();
    assertThat(node.ctl("", "commits", "resume", "--yes").exitCode()).isZero();
  }

  @Test
  void endsWithACodeForEveryKindOfFailure() {
    node.answering(
            "GET /v1/snapshots?limit=20",
            403,
            "{\"error\":{\"reason\":\"operator-key\",\"detail\":\"This path needs more\"}}")
        .answering(
            "GET /v1/partitions",
            503,
            "{\"error\":{\"reason\":\"starting\",\"detail\":\"The node is starting\"}}");
    Run refused = node.ctl("", "snapshots");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("This path needs more (operator-key)");
    assertThat(node.ctl("", "partitions").exitCode()).isEqualTo(3);
    assertThat(node.ctl("", "flush").exitCode()).isEqualTo(2);
    assertThat(node.ctl("", "nonsense").exitCode()).isEqualTo(2);
    node.close();
    assertThat(node.ctl("", "partitions").exitCode()).isEqualTo(3);
  }

  @Test
  void listsDeadLettersAndRedrivesThemAfterAsking() {
    node.answering(
            "GET /v1/rejected?reason=missing_value&id=a%2F1&limit=5",
            200,
            "{\"rejected\":[{\"id\":\"a/1\",\"type\":\"t\",\"time\":\"2026-11-22T09:00:00Z\","
                + "\"tenant\":\"acme\",\"state\":\"rejected\",\"reason\":\"missing_value\","
                + "\"detail\":\"no subject\"}]}")
        .answering(
            "POST /v1/rejected/redrive?type=t", 202, "{\"redrive\":\"x\",\"state\":\"running\"}")
        .answering(
            "GET /v1/rejected/redrive/x",
            200,
            "{\"redrive\":\"x\",\"state\":\"done\",\"read\":2,\"committed\":1,\"rejectedAgain\":1,"
                + "\"detail\":\"\"}")
        .answering("GET /v1/rejected?type=t&limit=1", 200, "{\"rejected\":[],\"waiting\":2}");
    Run list =
        node.ctl(
            "", "rejected", "list", "--reason", "missing_value", "--id", "a/1", "--limit", "5");
    assertThat(list.out()).contains("a/1").contains("no subject");
    assertThat(node.ctl("n\n", "rejected", "redrive", "--type", "t").exitCode()).isEqualTo(1);
    Run redrive = node.ctl("", "rejected", "redrive", "--type", "t", "--yes");
    assertThat(redrive.exitCode()).as("one is still unwritable").isEqualTo(1);
    assertThat(redrive.out()).contains("rejectedAgain");
    assertThat(redrive.err()).contains("2 dead letters are on the way");
    assertThat(node.ctl("", "rejected", "show").exitCode()).isEqualTo(2);
  }

  @Test
  void tellsOfDeadLettersThatAreOnTheirWay() {
    node.answering("GET /v1/rejected?limit=100", 200, "{\"rejected\":[],\"waiting\":0}");
    Run none = node.ctl("", "rejected", "list");
    assertThat(none.exitCode()).isZero();
    assertThat(none.out()).isEqualToIgnoringNewLines("none");
    assertThat(none.err()).isEmpty();
    node.answering("GET /v1/rejected?limit=100", 200, "{\"rejected\":[],\"waiting\":3}")
        .answering("GET /v1/rejected?id=a%2F1", 200, "{\"rejected\":[],\"waiting\":1}");
    assertThat(node.ctl("", "rejected", "list").err())
        .contains("3 dead letters are on the way to the table");
    Run unknown = node.ctl("", "rejected", "show", "--id", "a/1");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("1 dead letter is on the way", "no dead letter in the table fits id=a/1");
  }

  @Test
  void asksForTimesByTheNamesOfItsOptions() {
    node.answering(
        "GET /v1/rejected?from=2026-11-22T09%3A00%3A00Z&until=2026-11-22T10%3A00%3A00Z&limit=100",
        200, "{\"rejected\":[]}");
    Run run =
        node.ctl(
            "",
            "rejected",
            "list",
            "--from",
            "2026-11-22T09:00:00Z",
            "--until",
            "2026-11-22T10:00:00Z");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void namesTheTableOfACommitter() {
    node.answering(
        "GET /v1/commits",
        200,
        "{\"committers\":[{\"table\":\"9a1c\",\"name\":\"analytics.events\",\"phase\":\"idle\"},"
            + "{\"table\":\"77b0\",\"name\":null,\"phase\":\"replaced\"}],\"recent\":[]}");
    assertThat(node.ctl("", "commits").out())
        .contains("table     analytics.events  9a1c", "table     77b0");
  }

  @Test
  void anAuditOfWhatNobodyKnowsIsAnError() {
    node.answering("POST /v1/audit?full=false&partition=t%2F2026", 202, "{\"run\":4}")
        .answering("GET /v1/audit/4", 200, "{\"state\":\"failed\",\"detail\":\"nobody knows\"}");
    Run run = node.ctl("", "audit", "--partition", "t/2026");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the audit failed: nobody knows");
  }

  @Test
  void everyCommandIsDescribedInAWholeSentence() {
    for (CommandLine command : Ctl.with(InputStream.nullInputStream()).getSubcommands().values()) {
      String first = command.getCommandSpec().usageMessage().description()[0];
      assertThat(first).as(command.getCommandName()).endsWith(".");
      for (CommandLine below : command.getSubcommands().values()) {
        assertThat(below.getCommandSpec().usageMessage().description()[0])
            .as(below.getCommandName())
            .endsWith(".");
      }
    }
  }

  @Test
  void tellsWhatAKeyFileHolds(@TempDir Path folder) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "operator ada sesame\n");
    Run run = node.ctl("", "partitions", "--key-file", keys.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("the key and nothing else").doesNotContain("sesame");
    Run none = node.ctl("", "partitions", "--key-file", folder.resolve("no").toString());
    assertThat(none.err()).contains("there is no file");
  }

  @Test
  void takesTheKeyFromAFileAndPrintsItNowhere(@TempDir Path folder) throws IOException {
    node.answering("GET /v1/partitions", 200, "{\"partitions\":[]}");
    Path key = Files.writeString(folder.resolve("key"), "sesame\n");
    Run run = node.ctl("", "partitions", "--key-file", key.toString());
    assertThat(node.keys).containsExactly("Bearer sesame");
    assertThat(run.out() + run.err()).doesNotContain("sesame");
  }

  @Test
  void waitsForAnAuditAndFailsWhereSomethingIsOff() {
    node.answering("POST /v1/audit?full=true&partition=a%2F2026", 202, "{\"run\":3}")
        .answering(
            "GET /v1/audit/3",
            200,
            "{\"state\":\"done\",\"report\":{\"tables\":[],\"findings\":[{\"check\":\"K4\","
                + "\"table\":\"events\",\"partition\":\"a/2026\","
                + "\"detail\":\"x.parquet is gone\"}]}}");
    Run run = node.ctl("", "audit", "--full", "--partition", "a/2026");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("x.parquet is gone");
    node.answering("GET /v1/audit", 200, audits("{\"count\":0,\"partitions\":[]}"));
    Run last = node.ctl("", "audit", "--last");
    assertThat(last.exitCode()).isZero();
    assertThat(last.out()).contains("events_rejected, snapshot 2").contains("Nothing is off.");
  }

  @Test
  void waitsForACompactionAndSaysWhatBecameOfIt() {
    node.answering(
            "POST /v1/compaction?dryRun=false&besideOthers=false&partition=a%2F2026",
            202, "{\"run\":2}")
        .answeringInTurn(
            "GET /v1/compaction/2",
            "{\"state\":\"running\",\"partitions\":1,\"looked\":0,\"filesBefore\":0,\"filesAfter\":0}",
            "{\"state\":\"done\",\"partitions\":1,\"looked\":1,\"filesBefore\":12,\"filesAfter\":1,"
                + "\"bytesBefore\":4096,\"bytesAfter\":1024,\"duplicates\":3,\"notDone\":0,\"jobs\":["
                + "{\"partition\":\"a/2026\",\"state\":\"compacted\",\"filesBefore\":12,\"filesAfter\":1,"
                + "\"bytesBefore\":4096,\"bytesAfter\":1024,\"duplicates\":3,\"detail\":null}]}");
    Run run = node.ctl("", "compact", "--partition", "a/2026");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("0 of 1 partitions");
    assertThat(run.out())
        .contains("a/2026     compacted")
        .contains("12 files (4.0 KiB) became 1 (1.0 KiB), 3 repeated events removed");
  }

  @Test
  void aCompactionThatDidNotDoAllEndsWithOne() {
    node.answering("POST /v1/compaction?dryRun=true&besideOthers=false", 202, "{\"run\":1}")
        .answering(
            "GET /v1/compaction/1",
            200,
            "{\"state\":\"done\",\"dryRun\":true,\"partitions\":2,\"filesBefore\":30,"
                + "\"bytesBefore\":2048,\"notDone\":0,\"jobs\":[]}");
    Run planned = node.ctl("", "compact", "--dry-run");
    assertThat(planned.exitCode()).isZero();
    assertThat(planned.out()).contains("would rewrite 30 files (2.0 KiB) of 2 partitions");
    node.answering("POST /v1/compaction?dryRun=false&besideOthers=false", 202, "{\"run\":1}")
        .answering("GET /v1/compaction/1", 200, "{\"state\":\"done\",\"notDone\":1,\"jobs\":[]}");
    assertThat(node.ctl("", "compact").exitCode()).isEqualTo(1);
    node.answering(
        "GET /v1/compaction/1",
        200,
        "{\"state\":\"failed\",\"detail\":\"snapshot 5 is not Firn's\"}");
    Run failed = node.ctl("", "compact");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("the compaction failed: snapshot 5 is not Firn's");
  }

  @Test
  void showsWhatEachStepOfUpkeepHasDoneAndWhatComesNext() {
    node.answering(
        "GET /v1/maintenance",
        200,
        "{\"inBackground\":true,\"steps\":[{\"table\":\"analytics.events\",\"step\":\"expiry\",\"runs\":7,"
            + "\"failures\":1,\"saved\":{\"bytes\":2048,\"snapshots\":12},\"next\":\"2026-01-01T00:00:00Z\","
            + "\"last\":{\"state\":\"failed\",\"at\":\"2026-01-01T00:00:00Z\",\"figures\":{},\"detail\":\"no route\"}},"
            + "{\"table\":\"analytics.events\",\"step\":\"orphans\",\"runs\":0,\"failures\":0,\"saved\":{},"
            + "\"next\":null,\"last\":null}],\"compaction\":{\"enabled\":true,\"waiting\":3,\"running\":[]}}");
    Run run = node.ctl("", "maintenance");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("bytes 2.0 KiB, snapshots 12")
        .contains("no route")
        .contains("when ordered")
        .contains("compaction: by itself, 3 partitions wait");
  }

  @Test
  void deletesOrphansOnlyAfterSayingHowManyAndBeingToldTo() {
    String rehearsed =
        "{\"state\":\"done\",\"steps\":[{\"step\":\"orphans\",\"table\":\"t\",\"state\":\"done\",\"millis\":3,"
            + "\"figures\":{\"orphans\":4,\"bytes\":2048,\"deleted\":0}}]}";
    node.answering("POST /v1/maintenance?dryRun=true&step=orphans", 202, "{\"run\":1}")
        .answering("GET /v1/maintenance/1", 200, rehearsed);
    Run refused = node.ctl("n\n", "maintenance", "--run", "orphans");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("Delete 4 objects (2.0 KiB)")
        .contains("nothing was changed");

    node.answering("POST /v1/maintenance?dryRun=false&step=orphans", 202, "{\"run\":2}")
        .answering("GET /v1/maintenance/2", 200, rehearsed.replace("deleted\":0", "deleted\":4"));
    Run done = node.ctl("y\n", "maintenance", "--run", "orphans");
    assertThat(done.exitCode()).isZero();
    assertThat(done.out()).contains("deleted 4");
  }

  @Test
  void aStepThatFailsEndsWithOne() {
    node.answering("POST /v1/maintenance?dryRun=false", 202, "{\"run\":3}")
        .answering(
            "GET /v1/maintenance/3",
            200,
            "{\"state\":\"failed\",\"steps\":[{\"step\":\"manifests\",\"table\":\"t\",\"state\":\"failed\","
                + "\"millis\":3,\"figures\":{},\"detail\":\"lost every race\"}]}");
    Run run = node.ctl("", "maintenance", "--run", "all");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("lost every race");
    assertThat(node.ctl("", "maintenance", "--run", "compaction").exitCode()).isEqualTo(2);
  }

  private static String audits(String unasked) {
    return "{\"tables\":[{\"table\":\"events\",\"snapshot\":\"1\",\"unasked\":"
        + unasked
        + "},{\"table\":\"events_rejected\",\"snapshot\":\"2\",\"unasked\":{\"count\":0}}],"
        + "\"findings\":[]}";
  }

  @Test
  void anAuditThatCouldNotAskAllDoesNotSayThatNothingIsOff() {
    node.answering("GET /v1/audit", 200, audits("{\"count\":1,\"partitions\":[\"a/2026\"]}"));
    Run silent = node.ctl("", "audit", "--last");
    assertThat(silent.exitCode()).isEqualTo(4);
    assertThat(silent.out())
        .contains("events: 1 partition could not be asked")
        .contains("is not known: a/2026")
        .doesNotContain("Nothing is off");
    node.answering("GET /v1/audit", 200, audits("{\"count\":0,\"committer\":true}"));
    Run headless = node.ctl("", "audit", "--last");
    assertThat(headless.exitCode()).isEqualTo(4);
    assertThat(headless.out()).contains("the committer could not be asked");
  }

  @Test
  void anAuditThatHasNotBegunDoesNotSayThatNothingIsOff() {
    node.answering(
        "GET /v1/audit",
        200,
        "{\"tables\":[{\"table\":\"events\",\"at\":null,\"unasked\":{\"count\":0}}],\"findings\":[]}");
    Run run = node.ctl("", "audit", "--last");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out()).contains("has not audited").doesNotContain("Nothing is off");
  }
}
