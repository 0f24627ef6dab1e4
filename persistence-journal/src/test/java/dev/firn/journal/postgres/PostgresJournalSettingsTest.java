package dev.firn.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.journal.EmbeddedJournalSettings.Full;
import dev.firn.journal.postgres.PostgresJournalSettings.BackOff;
import dev.firn.journal.postgres.PostgresJournalSettings.Pool;
import dev.firn.journal.postgres.PostgresJournalSettings.Server;
import dev.firn.journal.postgres.PostgresJournalSettings.Tls;
import dev.firn.journal.postgres.PostgresJournalSettings.Writer;
import dev.firn.journal.postgres.SqlFailure.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresJournalSettingsTest {
  private static final String URL = "jdbc:postgresql://127.0.0.1:5432/firn";

  @Test
  void has_these_defaults() {
    assertThat(settings(""))
        .isEqualTo(
            new PostgresJournalSettings(
                new Server(URL, "firn", Password.of(""), new Tls("auto", "", "", "")),
                "firn_journal",
                true,
                "",
                4L << 30,
                new Full(0, 64 << 20, List.of(), 16 << 10, List.of()),
                new Writer(
                    2,
                    2 << 20,
                    64 << 20,
                    Duration.ofSeconds(10),
                    new BackOff(Duration.ofMillis(50), Duration.ofSeconds(1))),
                new Pool(
                    6,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(30)),
                Duration.ofSeconds(1),
                1 << 20,
                false));
  }

  @Test
  void wants_to_be_told_where_the_database_is() {
    assertThatThrownBy(() -> settings("url = \"\""))
        .hasMessageContaining("firn.journal.postgres.url must begin with jdbc:postgresql:");
  }

  @Test
  void shows_no_password() {
    assertThat(settings("password = geheim").toString()).doesNotContain("geheim");
    assertThatThrownBy(() -> settings("url = \"jdbc:postgresql://h/d?password=geheim\""))
        .hasMessageContaining("password-file")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void refuses_names_that_would_be_sql() {
    assertThatThrownBy(() -> settings("schema = \"a;drop\"")).hasMessageContaining("schema");
    assertThatThrownBy(() -> settings("ingest-role = \"A b\"")).hasMessageContaining("ingest-role");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://127.0.0.1:5432/firn | disable",
        "jdbc:postgresql://localhost,[::1]:5433/firn?a=b | disable",
        "jdbc:postgresql:firn | disable",
        "jdbc:postgresql://db.example.net/firn | verify-full",
        "jdbc:postgresql://localhost,db.example.net:5432/firn | verify-full",
        "jdbc:postgresql://localhost.example.net/firn | verify-full",
      })
  void verifies_the_server_unless_it_is_on_this_machine(String url, String mode) {
    Server server = settings("url = \"" + url.trim() + "\"").server();
    assertThat(TlsProperties.of(server)).containsEntry("sslmode", mode.trim());
  }

  @ParameterizedTest
  @CsvSource({
    "08006, UNREACHABLE",
    "57P01, UNREACHABLE",
    "25006, UNREACHABLE",
    "25P03, UNREACHABLE",
    "40P01, TRANSIENT",
    "53100, NO_ROOM",
    "FN001, FENCED",
    "23505, REFUSED",
    "55P03, REFUSED",
    "42501, REFUSED",
  })
  void tells_failures_apart_by_state(String state, Kind kind) {
    assertThat(SqlFailure.of(new SQLException("no", state)).kind()).isEqualTo(kind);
  }

  private static PostgresJournalSettings settings(String postgres) {
    return PostgresJournalSettings.from(
        ConfigFactory.parseString(
                "firn.journal.postgres { url = \"" + URL + "\"\n" + postgres + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }
}
