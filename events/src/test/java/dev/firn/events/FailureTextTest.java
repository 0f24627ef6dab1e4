package dev.firn.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void isAMessageWithoutClassNames() {
    Throwable root = new ConnectException("Connection refused");
    assertThat(FailureText.of(new CompletionException(new IOException(root))))
        .isEqualTo("Connection refused");
    assertThat(FailureText.of(new IllegalStateException("No answer from the catalog", root)))
        .isEqualTo("No answer from the catalog, because: Connection refused");
    assertThat(FailureText.ofRoot(new IllegalStateException("No answer", root)))
        .isEqualTo("Connection refused");
  }

  @Test
  void saysSomethingWhereNobodyHasSaidAnything() {
    assertThat(FailureText.of(new ConnectException())).isEqualTo("connect");
    assertThat(FailureText.of(new NoSuchFileException("/keys")))
        .isEqualTo("there is no file /keys");
    assertThat(FailureText.of(new IOException("java.net.ConnectException"))).isEqualTo("io");
  }
}
