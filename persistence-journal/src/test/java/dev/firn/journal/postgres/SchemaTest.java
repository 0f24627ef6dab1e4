package dev.firn.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import dev.firn.journal.JournalProbe;
import dev.firn.journal.JournalTruncation;
import dev.firn.journal.TestJournal;
import dev.firn.journal.TestSystem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.JournalProtocol;
import org.junit.jupiter.api.Test;

/** Tables, roles and ids as an operator meets them. */
final class SchemaTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final PrivatePostgres server = PrivatePostgres.shared();
  private final PostgresProfile profile = PostgresProfile.inOwnSchema(server);

  @Test
  void nodes_that_start_at_once_make_the_tables_once() {
    List<CompletableFuture<String>> starts =
        IntStream.range(0, 6)
            .mapToObj(
                node ->
                    CompletableFuture.supplyAsync(() -> PostgresMigration.run(profile.config(""))))
            .toList();
    starts.forEach(start -> assertThat(TestJournal.await(start)).contains(profile.schema()));
    assertThat(server.number("SELECT count(*) FROM %s.schema_version".formatted(profile.schema())))
        .isEqualTo(2);
  }

  @Test
  void a_node_without_definitions_says_what_is_to_be_done() {
    assertThatThrownBy(() -> open("firn.journal.postgres.migrate = off"))
        .hasMessageContaining("./firn migrate");
    PostgresMigration.run(profile.config(""));
    server.execute(
        "INSERT INTO %s.schema_version VALUES (99, 'V99.sql')".formatted(profile.schema()));
    assertThatThrownBy(() -> open("")).hasMessageContaining("newer Firn");
  }

  private void open(String settings) {
    PostgresJournalSettings read = PostgresJournalSettings.from(profile.config(settings));
    DatabaseStart.connect(read).close();
  }

  @Test
  void the_ingest_role_can_write_and_truncate_but_not_define_nor_lower_the_fence() {
    String role = "role_of_" + profile.schema();
    server.execute("CREATE ROLE %s LOGIN PASSWORD 'secret'".formatted(role));
    PostgresMigration.run(profile.config("firn.journal.postgres.ingest-role = " + role));
    Config own =
        profile.config(
            """
            firn.journal.postgres {
              user = %s, password = secret, password-file = "", migrate = off
            }
            """
                .formatted(role));
    try (TestSystem system = TestSystem.of(own)) {
      JournalProbe journal = new JournalProbe(system.get());
      journal.writeStrings("role", 1, 5);
      TestJournal.await(JournalTruncation.create(system.get(), LIMIT).deleteTo("role", 3));
      assertThat(journal.replay("role", 1, Long.MAX_VALUE, Long.MAX_VALUE)).hasSize(3);
    }
    for (String forbidden :
        List.of(
            "DROP TABLE %s.event",
            "UPDATE %s.position SET highest = 1",
            "DELETE FROM %s.position",
            "UPDATE %s.event SET record = ''",
            "ALTER TABLE %s.event DISABLE TRIGGER fence")) {
      assertThatThrownBy(() -> server.executeAs(role, forbidden.formatted(profile.schema())))
          .rootCause()
          .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
  }

  @Test
  void an_id_that_the_tables_cannot_hold_is_rejected_alone() {
    try (TestSystem system = TestSystem.of(profile.config(""))) {
      JournalProbe journal = new JournalProbe(system.get());
      for (String id : List.of("x".repeat(256), "nul\0")) {
        journal.write(journal.atomic(journal.event(id, 1, "a")));
        journal.kit().expectMsgClass(JournalProtocol.WriteMessageRejected.class);
      }
      journal.writeStrings("\u00e9".repeat(255), 1, 2);
    }
  }
}
