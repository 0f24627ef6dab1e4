package dev.firn.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void whatIsNotGivenHasADefault() {
    Options options = parse();
    assertThat(options.nodes()).isEqualTo(3);
    assertThat(options.port()).isEqualTo(8080);
    assertThat(options.data()).isEqualTo(Path.of("cluster-data").toAbsolutePath());
    assertThat(options.settings()).isEmpty();
    assertThat(options.java()).containsExactly("java", "-cp", "x");
  }

  @Test
  void settingsAreThoseOfEveryNode() {
    Options options = parse("--nodes", "2", "-Dfirn.flush.max-age=1s", "--data", "/d", "-Da=b=c");
    assertThat(options.nodes()).isEqualTo(2);
    assertThat(options.data()).isEqualTo(Path.of("/d"));
    assertThat(options.settings())
        .containsEntry("firn.flush.max-age", "1s")
        .containsEntry("a", "b=c")
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--nodes 0, --nodes is 1 to 16",
    "--nodes many, needs a number",
    "--nodes, needs a number",
    "--port 70000, --port is 0 to 65000",
    "--data, --data needs a value",
    "-Dfirn.flush.max-age, lacks a value",
    "--node 3, cluster does not know --node"
  })
  void wrongOnesAreNamed(String words, String expected) {
    assertThatThrownBy(() -> parse(words.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  /** Said before anything is started. */
  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.from(taken.getLocalPort(), 1))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  private static Options parse(String... words) {
    return Options.parse(
        Stream.concat(Arrays.stream(words), Stream.of("--", "java", "-cp", "x"))
            .toArray(String[]::new));
  }
}
