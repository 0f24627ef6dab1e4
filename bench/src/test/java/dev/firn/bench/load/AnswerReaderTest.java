package dev.firn.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

  @Test
  void countsAreTakenFromTheBody() throws IOException {
    Answer answer =
        read(
            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 50\r\n\r\n"
                + "{\"accepted\":98,\"duplicates\": 2,\"rejected\":[],\"r\":1}");

    assertThat(answer).isEqualTo(new Answer(200, 98, 2, true, 0));
    assertThat(answer.acknowledges(100)).isTrue();
    assertThat(answer.acknowledges(101)).isFalse();
  }

  @Test
  void rejectedEventsAreNoAcknowledgement() throws IOException {
    Answer answer =
        read(
            "HTTP/1.1 200 OK\r\ncontent-length: 54\r\n\r\n"
                + "{\"accepted\":1,\"duplicates\":0,\"rejected\":[{\"index\":1}]}");

    assertThat(answer.acknowledges(1)).isFalse();
  }

  @Test
  void overloadSaysWhenToComeBack() throws IOException {
    assertThat(read("HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(new Answer(503, 0, 0, false, 2_000));
  }

  @Test
  void aCutAnswerIsNone() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nContent-Le"))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n\r\n"))
        .hasMessageContaining("Content-Length");
  }

  private static Answer read(String text) throws IOException {
    return new AnswerReader(new ByteArrayInputStream(text.getBytes(US_ASCII))).read();
  }
}
