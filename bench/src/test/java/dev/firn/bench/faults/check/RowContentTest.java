package dev.firn.bench.faults.check;

import dev.firn.bench.load.Acknowledgements.Fate;
import dev.firn.bench.load.SentEvent;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows and dead letters that are not what was sent. */
class RowContentTest extends OnCheckedTables {
  static Stream<Map<String, Object>> mangled() {
    String other = SentEvent.of("another", "/checked", "a.test", NOON).data();
    return Stream.of(
        Map.of("type", "another.test"),
        Map.of("time", NOON.plusSeconds(3_600).atOffset(ZoneOffset.UTC)),
        Map.of("time", NOON.plusNanos(1_000).atOffset(ZoneOffset.UTC)),
        Map.of("source", "/elsewhere"),
        Map.of("subject", "a subject"),
        Map.of("specversion", "0.3"),
        Map.of("datacontenttype", "text/plain"),
        Map.of("tenant", "another"),
        Map.of("data", other),
        Map.of("data", other.replace('{', ' ')),
        Map.of("data", "{}"));
  }

  @ParameterizedTest
  @MethodSource("mangled")
  void aRowIsWhatWasSent(Map<String, Object> other) throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    Record whole = row(SentEvent.of(WORKLOAD.id(10), "/checked", "a.test", NOON), 3, 0);
    append(events, List.of(whole.copy(other)));

    assertOnly(check(), 0, 0, "not the event that was sent");
  }

  @ParameterizedTest
  @MethodSource("mangled")
  void aRowOfTheOtherWriterIsWhatItWrote(Map<String, Object> other) throws IOException {
    String id = "second-writer-1-0";
    Record whole = row(SentEvent.of(id, "/checked", "a.test", NOON), 3, 0);
    append(events, List.of(whole.copy(other)));

    assertOnly(check(id), 0, 0, "not the event that was sent");
  }

  @Test
  void aDeadLetterHoldsWhatWasSent() throws IOException {
    promises.ended(10, 1, Fate.ACKNOWLEDGED);
    Record whole = row(SentEvent.of(WORKLOAD.id(10), "/checked", "a.test", NOON), 1, 0);
    append(rejected, List.of(letter(whole.copy(Map.of("subject", "x", "source", "/elsewhere")))));

    assertOnly(check(), 0, 0, "not the event that was sent");
  }
}
