package dev.firn.ops.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventInputTest {

  @Test
  void lines() throws IOException {
    assertThat(read("\n {\"a\":1}\r\n\n{\"b\":\"}{\\\"\"}"))
        .containsExactly("2 {\"a\":1}", "4 {\"b\":\"}{\\\"\"}");
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
    assertThat(read("\ufeff{\"a\":1}\n{}")).containsExactly("1 {\"a\":1}", "2 {}");
  }

  @Test
  void arrays() throws IOException {
    assertThat(read("[{\"a\":[1]},{\"b\":\"]\"}]"))
        .containsExactly("1 {\"a\":[1]}", "1 {\"b\":\"]\"}");
    assertThat(read("[\n{\"a\":\n1},\n\n {\"b\":1}\n]\n"))
        .containsExactly("2 {\"a\":\n1}", "5 {\"b\":1}");
    assertThat(read("[]")).isEmpty();
  }

  @Test
  void envelopes() throws IOException {
    assertThat(read("{\"events\":[{\"a\":1},{\"b\":1}]}"))
        .containsExactly("1 {\"a\":1}", "1 {\"b\":1}");
    assertThat(read("{\n  \"events\" : [\n    {\"a\":1}\n  ]\n}\n")).containsExactly("3 {\"a\":1}");
  }

  @Test
  void eventsOverSeveralLines() throws IOException {
    assertThat(read("{\n\"a\": 1\n}\n")).containsExactly("1 {\n\"a\": 1\n}");
    assertThat(read("{\n\"a\": 1\n}\n{\n\"b\": {}\n}"))
        .containsExactly("1 {\n\"a\": 1\n}", "4 {\n\"b\": {}\n}");
  }

  @Test
  void whatIsUnreadableHasItsLineAndHarmsNothingElse() throws IOException {
    assertThat(read("{\"a\":\n{\"b\":1}\nx\n{\"c\":1}"))
        .containsExactly("1! {\"a\":", "2 {\"b\":1}", "3! x", "4 {\"c\":1}");
    assertThat(read("{\"a\":\"\n{\"b\":1}")).containsExactly("1! {\"a\":\"", "2 {\"b\":1}");
    assertThat(read("[{\"a\":1}, 7, [8,\n9], {\"b\":1}, 10]"))
        .containsExactly("1 {\"a\":1}", "1! 7", "1! [8,\n9]", "2 {\"b\":1}", "2! 10");
    assertThat(read("[{\"a\":1},{\"b\":")).containsExactly("1 {\"a\":1}", "1! {\"b\":");
    assertThat(read("{\"a\":1} {\"b\":1}\n")).containsExactly("1! {\"a\":1} {\"b\":1}");
  }

  @Test
  void anEventBeyondEveryLimitIsSkippedWithoutHoldingIt() throws IOException {
    String huge = "{\"a\":\"" + "x".repeat(EventReader.LARGEST_EVENT + 200_000) + "\"}";

    assertThat(numbers(huge + "\n{\"b\":1}\n" + huge)).containsExactly("1!", "2", "3!");
    assertThat(numbers("[" + huge + ",{\"b\":1}," + huge + "]")).containsExactly("1!", "1", "1!");
  }

  private static List<String> read(String text) throws IOException {
    List<String> found = new ArrayList<>();
    for (RawEvent event : events(text)) {
      found.add(number(event) + " " + new String(event.text(), UTF_8));
    }
    return found;
  }

  private static List<String> numbers(String text) throws IOException {
    return events(text).stream().map(EventInputTest::number).toList();
  }

  private static String number(RawEvent event) {
    return event.line() + (event.problem() == null ? "" : "!");
  }

  private static List<RawEvent> events(String text) throws IOException {
    List<RawEvent> found = new ArrayList<>();
    ByteArrayInputStream bytes = new ByteArrayInputStream(text.getBytes(UTF_8));
    try (EventInput input = EventInput.open("-", bytes)) {
      RawEvent event = input.events().next();
      while (event != null) {
        found.add(event);
        event = input.events().next();
      }
    }
    return found;
  }
}
