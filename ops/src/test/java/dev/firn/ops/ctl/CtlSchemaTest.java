package dev.firn.ops.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.ops.ctl.StandInNode.Run;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table's columns, as operators see and change them. */
class CtlSchemaTest {
  private static final String SCHEMA =
      """
      {"table":"9a1c","schema":3,"columns":[
        {"id":1,"column":"id","type":"string","required":true,"owner":"firn","from":[]},
        {"id":28,"column":"user_id","type":"long","required":false,"owner":"table",
         "from":[{"type":"page.view","path":"$.user.id"},{"type":"click","path":"$.who"}]}],
       "unreadable":["firn.promoted.x"]}""";

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
  void showsColumnsAndWhatFillsThem() {
    node.answering("GET /v1/schema", 200, SCHEMA);
    Run run = node.ctl("", "schema", "show");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().toList().get(1)).contains("id", "string", "yes", "firn", "-");
    assertThat(run.out().lines().toList().get(2))
        .contains("28", "user_id", "long", "no", "$.user.id of page.view, $.who of click");
    assertThat(run.err()).contains("firn.promoted.x is no rule");
    assertThat(node.ctl("", "schema").exitCode()).isEqualTo(2);
  }

  @Test
  void addsRenamesAndWidensWithoutAsking() {
    node.answering(
            "POST /v1/schema/columns/user_id?type=decimal%289%2C2%29&from=page.view&path=%24.user.id",
            200, SCHEMA)
        .answering("POST /v1/schema/columns/note?type=string", 200, SCHEMA)
        .answering("POST /v1/schema/columns/note?type=string&dryRun=true", 200, SCHEMA)
        .answering("POST /v1/schema/columns/who/rename?to=user_id", 200, SCHEMA)
        .answering("POST /v1/schema/columns/user_id/widen?type=long", 200, SCHEMA);
    String[] promote = {
      "schema", "add", "user_id", "decimal(9,2)", "--from", "page.view", "--path", "$.user.id"
    };
    assertThat(node.ctl("", promote).out())
        .contains("user_id long (id 28), filled from $.user.id of page.view");
    assertThat(node.ctl("", "schema", "add", "note", "string").exitCode()).isZero();
    assertThat(node.ctl("", "schema", "add", "note", "string", "--dry-run").out())
        .contains("It can be done; nothing was changed");
    assertThat(node.ctl("", "schema", "rename", "who", "user_id").out())
        .contains("who is renamed: user_id long");
    assertThat(node.ctl("", "schema", "widen", "user_id", "long", "--format", "json").out())
        .contains("\"schema\" : 3");
    assertThat(node.ctl("", "schema", "add", "note", "string", "--from", "a").exitCode())
        .isEqualTo(2);
  }

  @Test
  void suggests() {
    node.answering(
        "GET /v1/schema/suggestions?limit=20&from=page.view",
        200,
        """
        {"files":1,"rows":10,"uncounted":0,"suggestions":[{"from":"page.view","path":"$.user.name",
         "column":"user_name","type":"string","rows":9,"of":10,"kinds":{"whole":1,"text":8}}]}""");
    Run run = node.ctl("", "schema", "suggest", "--from", "page.view");
    assertThat(run.out().lines().toList().get(1))
        .contains("page.view", "$.user.name", "90.0 %", "user_name", "string", "1 whole, 8 text");
    assertThat(run.out()).contains("of 10 events in the newest 1 files");
  }

  @Test
  void filesAreFilledWhereThatIsAsked() {
    node.answering(
            "POST /v1/compaction?dryRun=true&besideOthers=false&fill=true", 202, "{\"run\":1}")
        .answering(
            "GET /v1/compaction/1",
            200,
            "{\"state\":\"done\",\"dryRun\":true,\"filesBefore\":3,\"bytesBefore\":9,\"partitions\":2}");
    assertThat(node.ctl("", "compact", "--fill", "--dry-run").out())
        .contains("would rewrite 3 files (9 B) of 2 partitions");
  }

  @Test
  void asksBeforeItDropsAndHearsARefusalBeforeThat() {
    node.answering("DELETE /v1/schema/columns/user_id?dryRun=true", 200, SCHEMA)
        .answering("DELETE /v1/schema/columns/user_id", 200, SCHEMA)
        .answering(
            "DELETE /v1/schema/columns/data?dryRun=true",
            409,
            "{\"error\":{\"reason\":\"schema-refused\",\"detail\":\"It is Firn's\"}}");
    assertThat(node.ctl("n\n", "schema", "drop", "user_id").exitCode()).isEqualTo(1);
    assertThat(node.requests).containsExactly("DELETE /v1/schema/columns/user_id?dryRun=true");
    assertThat(node.ctl("y\n", "schema", "drop", "user_id").out()).contains("user_id is dropped");
    assertThat(node.ctl("", "schema", "drop", "user_id", "--yes").exitCode()).isZero();
    Run refused = node.ctl("", "schema", "drop", "data");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("It is Firn's (schema-refused)").doesNotContain("[y/N]");
  }
}
