package dev.firn.node.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSecretTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  @Test
  void isMadeOnceForItsOwnerAlone() throws Exception {
    Path file = folder.resolve("deep/secret");
    NodeSecret first = NodeSecret.readOrCreate(file);
    NodeSecret again = NodeSecret.readOrCreate(file);

    assertThat(Files.size(file)).isEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(again.idKey()).isEqualTo(first.idKey());
    assertThat(first.idKey()).isNotEqualTo(first.receiptKey()).hasSize(32);
    assertThat(first.toString())
        .doesNotContain(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThat(folder.resolve("deep")).isDirectoryNotContaining("regex:.*secret\\..*");
  }

  @Test
  void isRefusedWhereItIsTooShort() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "short");

    assertThatThrownBy(() -> NodeSecret.readOrCreate(file)).hasMessageContaining("32 bytes");
  }
}
