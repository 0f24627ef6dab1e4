package dev.firn.catalog.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.testing.Fault;
import dev.firn.catalog.testing.OnServedCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCheckTest extends OnServedCatalog {
  @Test
  void leavesNothingBehind() throws IOException {
    EventTable table = catalog.openTable();
    new AccessCheck(table).run();

    assertThat(catalog.commitsSeen()).isEqualTo(1);
    Path location = LocalPaths.toPath(table.form().location());
    try (Stream<Path> files = Files.walk(location)) {
      assertThat(files.filter(Files::isRegularFile).map(location::relativize))
          .allMatch(file -> file.toString().matches("metadata/00000-.*\\.metadata\\.json"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void saysThatCommitsAreRefused(int status) {
    EventTable table = catalog.openTable();
    catalog.faultNextCommit(Fault.refused(status));

    assertThatThrownBy(() -> new AccessCheck(table).run())
        .isInstanceOf(MissingAccessException.class)
        .hasMessageContaining("does not let this node commit to analytics.events");
  }

  @Test
  void learnsNothingFromAnOutage() {
    EventTable table = catalog.openTable();
    catalog.faultNextCommit(Fault.refused(500));

    assertThatThrownBy(() -> new AccessCheck(table).run())
        .isNotInstanceOf(MissingAccessException.class);
  }
}
