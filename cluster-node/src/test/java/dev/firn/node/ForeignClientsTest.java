package dev.firn.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firn.events.CloudEvent;
import dev.firn.events.ReservedExtensions;
import dev.firn.node.testing.TestNode;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Clients that nobody here wrote. */
class ForeignClientsTest {
  private static final String DATA = "{\"a\":[1,\"ü\"]}";

  private final TestNode node = TestNode.shared();

  @Test
  void takesEventsOfTheJavaSdk() throws IOException {
    assertThat(postWithJavaSdk(javaEvent("structured"), true)).isEqualTo(200);
    assertThat(postWithJavaSdk(javaEvent("binary"), false)).isEqualTo(200);

    Map<String, CloudEvent> events = eventsOf("java.test");
    assertThat(events.keySet()).containsExactlyInAnyOrder("structured", "binary");
    for (CloudEvent event : events.values()) {
      assertThat(event.source()).isEqualTo("/java");
      assertThat(event.subject()).isEqualTo("orders");
      assertThat(event.datacontenttype()).isEqualTo("application/json");
      assertThat(event.data()).isEqualTo(DATA);
      assertThat(event.extensions()).containsEntry("answer", "42");
      assertThat(event.timeMicros()).isEqualTo(1_714_979_289_123_000L);
    }
  }

  private static io.cloudevents.CloudEvent javaEvent(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/java"))
        .withType("java.test")
        .withSubject("orders")
        .withTime(OffsetDateTime.parse("2024-05-06T07:08:09.123Z"))
        .withExtension("answer", 42)
        .withData("application/json", DATA.getBytes(UTF_8))
        .build();
  }

  private int postWithJavaSdk(io.cloudevents.CloudEvent event, boolean structured)
      throws IOException {
    URI uri = URI.create(node.url() + "/v1/events?wait=committed");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setDoInput(true);
    MessageWriter<?, ?> writer =
        HttpMessageFactory.createWriter(
            connection::setRequestProperty, body -> write(connection, body));
    if (structured) {
      writer.writeStructured(event, "application/cloudevents+json");
    } else {
      writer.writeBinary(event);
    }
    return connection.getResponseCode();
  }

  private static void write(HttpURLConnection connection, byte[] body) {
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void takesEventsOfTheNpmClient() throws Exception {
    assumeTrue(isInstalled("npm") && isInstalled("node"), "skipped: no node and npm here");
    Path folder = Files.createDirectories(Path.of("target", "npm-client"));
    for (String file : List.of("package.json", "package-lock.json", "post.mjs")) {
      try (InputStream source =
          Objects.requireNonNull(getClass().getResourceAsStream("/npm-client/" + file))) {
        Files.write(folder.resolve(file), source.readAllBytes());
      }
    }
    if (!Files.exists(folder.resolve("node_modules/cloudevents"))) {
      run(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
    }

    String answers = run(folder, "node", "post.mjs", node.url() + "/v1/events?wait=committed");

    assertThat(answers.lines()).hasSize(4).allMatch(line -> line.startsWith("200 "));
    Map<String, CloudEvent> events = eventsOf("npm.test");
    assertThat(events).hasSize(4);
    assertThat(events)
        .hasEntrySatisfying("structured", event -> assertThat(event.data()).isEqualTo(DATA))
        .hasEntrySatisfying("binary", event -> assertThat(event.data()).isEqualTo(DATA))
        .hasEntrySatisfying(
            "binary-text", event -> assertThat(event.data()).isEqualTo("plain text"))
        .hasEntrySatisfying("structured-bytes", ForeignClientsTest::assertBytes);
    assertThat(events.values()).allMatch(event -> "100% real".equals(event.subject()));
    assertThat(events.values()).allMatch(event -> "42".equals(event.extensions().get("answer")));
  }

  private static void assertBytes(CloudEvent event) {
    assertThat(event.data()).isEqualTo("AAECAw==");
    assertThat(event.extensions())
        .containsEntry(ReservedExtensions.DATA, ReservedExtensions.DATA_BASE64);
  }

  private static boolean isInstalled(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.trim();
  }

  private Map<String, CloudEvent> eventsOf(String type) {
    return node.table().eventsOfType(type).stream()
        .collect(Collectors.toMap(CloudEvent::id, Function.identity()));
  }
}
