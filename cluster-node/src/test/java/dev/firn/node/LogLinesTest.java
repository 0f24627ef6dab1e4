package dev.firn.node;

import static dev.firn.node.testing.Until.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;
import dev.firn.node.testing.TestNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator's tools read of a node's log. */
class LogLinesTest {

  @Test
  void anEntryIsOneLineWhateverItSays() throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
    Logger root = context.getLogger("ROOT");
    var stderr = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
    var event =
        new LoggingEvent(
            "x", root, Level.WARN, "reason=a \"b\"\r\nlevel=INFO", null, new Object[0]);
    assertThat(new String(stderr.getEncoder().encode(event), UTF_8))
        .endsWith("msg=\"reason=a \\\"b\\\" level=INFO\"" + System.lineSeparator())
        .startsWith("time=")
        .contains(" level=WARN logger=ROOT thread=")
        .hasLineCount(1);
  }

  @Test
  void oneLineForEachFlushAndEachCommit() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    root.addAppender(seen);
    try {
      TestNode.shared()
          .post(
              "application/cloudevents+json",
              "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/log\",\"type\":\"log.lines\"}");
      until(() -> linesWith(seen, "flushed partition=log.lines/").size() == 1);
    } finally {
      root.detachAppender(seen);
    }
    assertThat(linesWith(seen, "flushed partition=log.lines/"))
        .singleElement()
        .asString()
        .matches("flushed partition=\\S+ appends=1-1 rows=1 bytes=\\d+ ms=\\d+");
    assertThat(linesWith(seen, "committed ledger="))
        .isNotEmpty()
        .allMatch(
            line -> line.matches("committed ledger=\\d+ snapshot=\\d+ files=\\d+ rows=\\d+ .*"));
  }

  private static List<String> linesWith(ListAppender<ILoggingEvent> seen, String beginning) {
    return List.copyOf(seen.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith(beginning))
        .toList();
  }
}
