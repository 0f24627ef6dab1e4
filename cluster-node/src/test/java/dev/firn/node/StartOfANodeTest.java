package dev.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.node.testing.NodeProcess;
import dev.firn.node.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node's process does with its folder and with settings before it is a node. */
@Execution(ExecutionMode.CONCURRENT) // its nodes are processes of their own
class StartOfANodeTest {
  /** With nothing left behind: neither a folder nor a journal. */
  @ParameterizedTest
  @CsvSource({
    "firn.http.port, eighty, 'in firn.http, '",
    "firn.http.port, 70000, 'in firn.http, port is 0 to 65535, not 70000'",
    "firn.snapshots.max-age, 10m, a max-age of at least 30 minutes",
    "firn.commit.intervall, 1s, 'there is no setting firn.commit.intervall; did you mean'",
    "commit.interval, 1s, it is called firn.commit.interval",
    "firn.auth.keys-file, no/such/file, 'there is no file no/such/file'"
  })
  void aWrongSettingEndsTheStartWithASentence(String name, String value, String words)
      throws Exception {
    Path folder = TestNode.freshFolder();
    String data = folder.resolve("data").toString();
    try (NodeProcess process = NodeProcess.launchIn(folder, data, Map.of(name, value))) {
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.complaints()).startsWith("firn: ").contains(words).hasLineCount(1);
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void temporaryFilesStayInTheDataFolderAndGoAtTheNextStart() throws Exception {
    Path folder = TestNode.freshFolder();
    for (int life = 0; life < 2; life++) {
      try (NodeProcess process = NodeProcess.launch(folder, Map.of())) {
        process.url();
        assertThat(temporary(folder))
            .filteredOn(file -> file.toString().endsWith("sqlitejdbc.so"))
            .hasSize(1);
        assertThatASecondNodeLeavesThemAlone(folder);
        process.kill();
      }
    }
  }

  private static void assertThatASecondNodeLeavesThemAlone(Path folder) throws Exception {
    List<Path> before = temporary(folder);
    try (NodeProcess second = NodeProcess.launch(folder, Map.of())) {
      assertThat(second.exitCode()).isEqualTo(2);
    }
    assertThat(temporary(folder)).containsAll(before);
  }

  private static List<Path> temporary(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
      return files.toList();
    }
  }
}
