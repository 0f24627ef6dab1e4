package dev.firn.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.journal.JournalUnavailableException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who holds which name. */
final class NodeRegisterTest {

  private final PrivatePostgres server = PrivatePostgres.shared();
  private final PostgresProfile profile = PostgresProfile.inOwnSchema(server);
  private final PostgresJournalSettings settings = PostgresJournalSettings.from(profile.config(""));
  private final Connections connections = DatabaseStart.connect(settings);
  private final NodeRegister register =
      new NodeRegister(connections, new Tables(settings.schema()));

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void a_name_is_held_by_one_process_until_it_lets_go_or_is_gone() {
    assertThat(register.hold("a:1", "first", false)).isTrue();
    assertThat(register.hold("a:1", "first", true)).isTrue();
    assertThat(register.hold("a:1", "second", false)).isFalse();
    assertThat(register.hold("b:1", "second", false)).isTrue();

    register.letGo("a:1", "second");
    assertThat(register.hold("a:1", "second", false)).isFalse();
    register.letGo("a:1", "first");
    assertThat(register.hold("a:1", "second", false)).isTrue();

    assertThat(register.hold("a:1", "third", false)).isFalse();
    age("a:1", 4);
    assertThat(register.hold("a:1", "third", false)).isTrue();
    assertThat(register.hold("a:1", "second", true)).as("one that was halted").isFalse();
  }

  @Test
  void rows_tell_who_is_there_and_who_is_in_a_cluster() {
    register.hold("a:1", "first", true);
    register.hold("b:1", "second", false);
    age("a:1", 60);
    List<NodeRegister.Entry> entries = register.entries();
    assertThat(entries).hasSize(2);
    assertThat(entries)
        .filteredOn(NodeRegister.Entry::isThere)
        .singleElement()
        .matches(entry -> entry.name().equals("b:1") && !entry.isMember());
    assertThat(entries)
        .filteredOn(NodeRegister.Entry::isMember)
        .singleElement()
        .matches(entry -> entry.unseen().toSeconds() >= 60);
  }

  @Test
  void without_a_database_nothing_is_known() {
    connections.close();
    assertThatThrownBy(() -> register.hold("a:1", "first", false))
        .isInstanceOf(JournalUnavailableException.class);
    assertThatThrownBy(register::entries).isInstanceOf(JournalUnavailableException.class);
  }

  private void age(String name, int seconds) {
    server.execute(
        "UPDATE %s.node SET seen = seen - make_interval(secs => %d) WHERE name = '%s'"
            .formatted(profile.schema(), seconds, name));
  }
}
