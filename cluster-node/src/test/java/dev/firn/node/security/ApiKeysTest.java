package dev.firn.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private ApiKeys keys(String text) throws IOException {
    return ApiKeys.read(Files.writeString(folder.resolve("keys"), text));
  }

  @Test
  void belongToTenantsAndOperatorsPlainOrHashed() throws Exception {
    String hash =
        HexFormat.of().formatHex(Digests.sha256("hidden".getBytes(StandardCharsets.UTF_8)));
    ApiKeys keys = keys("# keys\n\ntenant acme plain\noperator ada sha256:" + hash + "\n");

    assertThat(keys.callerOf("plain")).contains(new Caller("acme", false));
    assertThat(keys.callerOf("hidden")).contains(new Caller("ada", true));
    assertThat(keys.callerOf(hash)).isEmpty();
    assertThat(keys.callerOf("other")).isEmpty();
    assertThat(keys.callerOf(null)).isEmpty();
    assertThat(keys.required()).isTrue();
  }

  @Test
  void areNotAskedForWhereTheyAreOff() {
    assertThat(ApiKeys.off("default").callerOf(null)).contains(new Caller("default", true));
    assertThat(ApiKeys.off("default").required()).isFalse();
  }

  @Test
  void nameTheLineThatIsWrong() {
    assertThatThrownBy(() -> keys("tenant acme k\nacme k\n")).hasMessageContaining("line 2");
    assertThatThrownBy(() -> keys("tenant acme sha256:12\n")).hasMessageContaining("line 1");
    assertThatThrownBy(() -> keys("# none\n")).hasMessageContaining("no key");
  }
}
