package dev.firn.node.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class HeadCrumbsTest {
  private static final String LINES = "x: 1\r\n".repeat(1_000);

  private final HeadCrumbs crumbs = new HeadCrumbs();

  /** What is passed on of a text that comes in pieces of this length. */
  private List<String> passedOn(String text, int length) {
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < text.length(); i += length) {
      add(text.substring(i, Math.min(text.length(), i + length))).ifPresent(passed::add);
    }
    return passed;
  }

  private Optional<String> add(String piece) {
    return crumbs.add(ByteString.fromString(piece)).map(ByteString::utf8String);
  }

  @Test
  void piecesOfSomeSizeGoOn() {
    assertThat(passedOn(LINES, HeadCrumbs.CRUMB)).hasSize(6);
    assertThat(String.join("", passedOn(LINES, HeadCrumbs.CRUMB))).isEqualTo(LINES);
  }

  @Test
  void theFirstCrumbsGoOnAndTheRestIsGathered() {
    List<String> passed = passedOn(LINES, 1);
    assertThat(passed.subList(0, HeadCrumbs.FREE)).allMatch(one -> one.length() == 1);
    assertThat(passed.subList(HeadCrumbs.FREE, passed.size()))
        .hasSize(5)
        .allMatch(one -> one.length() == HeadCrumbs.CRUMB);
  }

  @Test
  void theEndOfAHeadGoesOnAtOnce() {
    for (String end : List.of("\r\n", "\n")) {
      passedOn("GET / HTTP/1.1" + end + "x: " + "v".repeat(HeadCrumbs.FREE), 1);
      assertThat(passedOn("v" + end + end, 1)).singleElement().asString().endsWith(end + end);
      crumbs.clear();
    }
  }

  @Test
  void anEmptyLineIsSeenAfterALargePieceThatEndsWithALine() {
    passedOn("x".repeat(HeadCrumbs.FREE), 1);
    assertThat(add("v".repeat(HeadCrumbs.CRUMB) + "\r\n")).isPresent();
    assertThat(add("\r\n")).contains("\r\n");
  }

  @Test
  void whatComesBehindCrumbsComesWithThem() {
    passedOn("x".repeat(HeadCrumbs.FREE), 1);
    assertThat(add("a")).isEmpty();
    String large = "b".repeat(HeadCrumbs.CRUMB);
    assertThat(add(large)).contains("a" + large);
  }

  @Test
  void theNextHeadHasItsOwn() {
    passedOn("x".repeat(HeadCrumbs.FREE + 1), 1);
    crumbs.clear();
    assertThat(add("G")).contains("G");
  }
}
