package dev.firn.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.bench.StandInNode;
import dev.firn.bench.load.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

@Isolated("it measures time")
class IngestCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  @Test
  void theReportHasTheFigures() throws IOException {
    try (StandInNode node = new StandInNode()) {
      Path report = folder.resolve("report.json");
      int exitCode = run(node, "--rate", "2000", "--batch", "20", "--out", report.toString());

      JsonNode json = new ObjectMapper().readTree(report.toFile());
      assertThat(exitCode).isZero();
      assertThat(json).isEqualTo(new ObjectMapper().readTree(out.toString()));
      assertThat(json.path("correct").asBoolean()).isTrue();
      assertThat(json.at("/acknowledged/events").asLong()).isEqualTo(2_000);
      assertThat(json.at("/acknowledged/warmupEvents").asLong()).isEqualTo(2_000);
      assertThat(json.at("/committed/rows").asLong()).isEqualTo(2_000);
      assertThat(json.at("/latencyMillis/p99").asDouble()).isPositive();
      assertThat(json.at("/generator/cpuMicrosPerEvent").isNumber()).isTrue();
      assertThat(json.at("/machine/cores").asInt()).isPositive();
    }
  }

  @Test
  void rowsThatGotLostFailTheRun() throws Exception {
    try (StandInNode node = new StandInNode().losing(1)) {
      IngestRun run =
          new IngestRun(plan(), Subject.of(node.url(), OptionalLong.empty()), new PrintWriter(out));

      JsonNode json = run.waitingAtMost(Duration.ofMillis(100)).run();

      assertThat(json.path("correct").asBoolean()).isFalse();
      assertThat(json.path("problems").toString()).contains("1 of 100 events acknowledged");
    }
  }

  @Test
  void wrongUsageIsToldApart() throws IOException {
    try (StandInNode node = new StandInNode()) {
      assertThat(run(node, "--rate", "fast")).isEqualTo(2);
      assertThat(run(node, "--batch", "0")).isEqualTo(2);
      assertThat(run(node, "--pid", Long.toString(Integer.MAX_VALUE))).isEqualTo(2);
      assertThat(node.requests()).isZero();
    }
  }

  private static Plan plan() {
    return new Plan(
        new Workload(10, 1, 1, 500, Workload.Mix.REQUEST, 1),
        100,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        2);
  }

  private int run(StandInNode node, String... more) {
    List<String> args =
        new ArrayList<>(List.of("--to", node.url().toString(), "--duration", "1", "--warmup", "1"));
    args.addAll(List.of(more));
    return new CommandLine(new IngestCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(args.toArray(String[]::new));
  }
}
