package dev.firn.ops.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.ops.ctl.StandInNode.Run;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table's history, as operators see and change it. */
class CtlHistoryTest {
  private StandInNode node;

  @BeforeEach
  void start() throws IOException {
    node = new StandInNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static String snapshot(int sequence, String ledger, boolean inHistory) {
    return """
        {"snapshot":"%d","sequence":%d,"committed":"2026-11-22T09:00:00Z","operation":"append",
         "by":"%s","addedFiles":1,"addedRows":10,"removedFiles":0,"removedRows":3,"totalRows":77,
         "ledger":"%s","inHistory":%s,"tags":["a","b"]}"""
        .formatted(100 + sequence, sequence, ledger.isEmpty() ? "" : "firn", ledger, inHistory);
  }

  private static String page(String next, String... snapshots) {
    return "{\"snapshots\":[" + String.join(",", snapshots) + "],\"next\":" + next + "}";
  }

  @Test
  void listsSnapshots() {
    node.answering(
        "GET /v1/snapshots?limit=20",
        200,
        page("2", snapshot(3, "", false), snapshot(2, "7:c", true)));
    Run run = node.ctl("", "snapshots");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().toList().get(1)).contains("103", "(77)", "10 -3", "a, b");
    assertThat(run.out().lines().toList().get(2)).contains("102", "firn", " 77 ", " 7 ");
  }

  @Test
  void readsAllPagesWhereAllAreAskedFor() {
    node.answering("GET /v1/snapshots?limit=1000", 200, page("2", snapshot(2, "", true)))
        .answering(
            "GET /v1/snapshots?limit=1000&before=2", 200, page("null", snapshot(1, "", true)));
    assertThat(node.ctl("", "snapshots", "--limit", "0").out()).contains("102", "101");
    assertThat(node.ctl("", "snapshots", "--limit", "0", "--format", "json").out())
        .contains("\"102\"", "\"101\"", "\"next\" : null");
    assertThat(node.ctl("", "snapshots", "--limit", "-1").exitCode()).isEqualTo(2);
  }

  @Test
  void tags() {
    String tag =
        "{\"tag\":\"launch\",\"snapshot\":\"7\",\"sequence\":3,\"committed\":\"2026-11-22T09:00:00Z\","
            + "\"expires\":%s,\"inHistory\":true}";
    node.answering(
            "POST /v1/tags/launch?asOf=2026-11-22T09%3A00%3A00Z&keep=7d",
            200, tag.formatted("\"2026-11-29T09:00:00Z\""))
        .answering("POST /v1/tags/launch?asOf=current", 200, tag.formatted("null"))
        .answering("POST /v1/tags/launch?asOf=7", 200, tag.formatted("null"))
        .answering("GET /v1/tags", 200, "{\"tags\":[" + tag.formatted("null") + "]}")
        .answering("DELETE /v1/tags/launch", 200, "{\"deleted\":\"launch\"}");
    assertThat(node.ctl("", "tag", "launch", "--at", "2026-11-22T09:00:00Z", "--keep", "7d").out())
        .contains("Tag launch keeps snapshot 7", "until 2026-11-29T09:00:00Z");
    assertThat(node.ctl("", "tag", "launch").out()).contains("until it is deleted");
    assertThat(node.ctl("", "tag", "launch", "--snapshot", "7").exitCode()).isZero();
    assertThat(node.ctl("", "tag", "launch", "--snapshot", "7", "--at", "x").exitCode())
        .isEqualTo(2);
    assertThat(node.ctl("", "tag").exitCode()).isEqualTo(2);
    assertThat(node.ctl("", "tag", "list").out()).contains("launch", "deleted");
    assertThat(node.ctl("n\n", "tag", "delete", "launch").exitCode()).isEqualTo(1);
    assertThat(node.requests).doesNotContain("DELETE /v1/tags/launch");
    assertThat(node.ctl("", "tag", "delete", "launch", "--yes").out()).contains("is deleted");
  }

  @Test
  void tellsWhatIsDifferent() {
    String side =
        "{\"snapshot\":\"%s\",\"sequence\":1,\"committed\":\"2026-11-22T09:00:00Z\","
            + "\"holds\":{\"files\":2,\"rows\":20,\"bytes\":2048}}";
    String changes =
        "\"rows\":{\"added\":5,\"removed\":1,\"rewritten\":9},\"files\":{\"kept\":{\"files\":4},"
            + "\"added\":{\"files\":2},\"removed\":{\"files\":1}}";
    node.answering(
        "GET /v1/diff?from=launch&to=current&limit=20",
        200,
        ("{\"from\":%s,\"to\":%s,\"relation\":\"apart\",%s,\"partitionsChanged\":{\"added\":1,"
                + "\"removed\":0,\"rewritten\":2,\"changed\":3},\"partitions\":[{\"partition\":"
                + "\"page.view/2026-11-22T09\",\"change\":\"changed\",%s}]}")
            .formatted(side.formatted("7"), side.formatted("8"), changes, changes));
    Run run = node.ctl("", "diff", "launch");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "from        7 of 2026-11-22T09:00:00Z: 20 rows in 2 files, 2.0 KiB",
            "neither stems from the other",
            "rows        +5 -1, 9 rewritten",
            "files       +2 -1, 4 kept",
            "1 added, 0 removed, 2 rewritten, 3 changed",
            "page.view/2026-11-22T09  changed");
    assertThat(node.ctl("", "diff").exitCode()).isEqualTo(2);
  }

  @Test
  void rollsBackToWhatWasShownAndFromThere() {
    String what =
        "\"from\":%s,\"to\":%s,\"rows\":-20,\"files\":-2,\"leavingSnapshots\":2,\"leaving\":[%s],"
            .formatted(snapshot(9, "", true), snapshot(3, "3:c", true), snapshot(9, "", true));
    node.answering(
            "POST /v1/rollback?to=launch&dryRun=true",
            200,
            "{" + what + "\"dropped\":[{\"from\":4,\"through\":6}],\"addedAgain\":[]}")
        .answering(
            "POST /v1/rollback?to=103&through=109",
            200,
            "{"
                + what
                + "\"dropped\":[],\"addedAgain\":[{\"from\":7,\"through\":7}],"
                + "\"tag\":\"before-rollback-9\"}");
    Run refused = node.ctl("n\n", "rollback", "launch");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("rows       -20, files -2", "commits    4 to 6 of the ledger", "109 (append)")
        .contains("Set the table back to snapshot 103? [y/N]", "nothing was changed");
    assertThat(node.requests).containsExactly("POST /v1/rollback?to=launch&dryRun=true");
    Run run = node.ctl("", "rollback", "launch", "--yes");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("The table is at snapshot 103", "kept as before-rollback-9")
        .contains("Commits 7 came while you looked");
    assertThat(node.ctl("", "rollback", "launch", "--dry-run").out()).contains("4 to 6");
  }
}
