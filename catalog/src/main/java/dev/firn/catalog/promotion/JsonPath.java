package dev.firn.catalog.promotion;

import java.util.ArrayList;
import java.util.List;

/**
 * The way to one value in JSON: {@code $.user.id}, {@code $.items[0].price}, {@code $['odd name']}.
 * The singular queries of RFC 9535, without indices that count from the end.
 *
 * @param steps at least one
 */
public record JsonPath(List<Step> steps) {
  private static final int LONGEST = 512;
  private static final int MOST_STEPS = 32;
  private static final String SHORTHAND = "[A-Za-z_\\x{80}-\\x{10FFFF}][\\w\\x{80}-\\x{10FFFF}-]*";

  /** Into an object or an array. */
  public sealed interface Step {
    /** The member of an object. */
    record Member(String name) implements Step {}

    /** The element of an array, from 0. */
    record Element(int index) implements Step {}
  }

  public JsonPath {
    if (steps.isEmpty() || steps.size() > MOST_STEPS) {
      throw new IllegalArgumentException(
          "A JSON path has 1 to " + MOST_STEPS + " steps, not " + steps.size());
    }
    steps = List.copyOf(steps);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying where it cannot be read
   */
  public static JsonPath parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "A JSON path has at most " + LONGEST + " characters, not " + text.length());
    }
    return new JsonPath(new Reader(text).steps());
  }

  /** In its one form: names in brackets only where they have to be. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("$");
    for (Step step : steps) {
      if (step instanceof Step.Element element) {
        text.append('[').append(element.index()).append(']');
      } else if (step instanceof Step.Member member && member.name().matches(SHORTHAND)) {
        text.append('.').append(member.name());
      } else if (step instanceof Step.Member member) {
        String name = member.name().replace("\\", "\\\\").replace("'", "\\'");
        text.append("['").append(name).append("']");
      }
    }
    return text.toString();
  }

  /** Takes a text apart. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Step> steps() {
      expect('$');
      List<Step> steps = new ArrayList<>();
      while (at < text.length()) {
        steps.add(step());
      }
      return steps;
    }

    private Step step() {
      if (peek() == '.') {
        at++;
        return new Step.Member(shorthand());
      }
      expect('[');
      Step step =
          peek() == '\'' || peek() == '"' ? new Step.Member(quoted()) : new Step.Element(index());
      expect(']');
      return step;
    }

    private String shorthand() {
      int start = at;
      while (at < text.length() && peek() != '.' && peek() != '[') {
        at++;
      }
      String name = text.substring(start, at);
      if (!name.matches(SHORTHAND)) {
        throw unreadable(start, "a name, in brackets and quotes where it is an odd one");
      }
      return name;
    }

    private String quoted() {
      char quote = text.charAt(at++);
      StringBuilder name = new StringBuilder();
      while (at < text.length() && peek() != quote) {
        if (peek() == '\\') {
          at++;
        }
        if (at < text.length()) {
          name.append(text.charAt(at++));
        }
      }
      expect(quote);
      return name.toString();
    }

    private int index() {
      int start = at;
      while (at < text.length() && peek() != ']') {
        at++;
      }
      String digits = text.substring(start, at);
      if (!digits.matches("0|[1-9]\\d{0,8}")) {
        throw unreadable(start, "a number from 0 or a name in quotes");
      }
      return Integer.parseInt(digits);
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char wanted) {
      if (peek() != wanted) {
        throw unreadable(at, "\"" + wanted + "\"");
      }
      at++;
    }

    private IllegalArgumentException unreadable(int where, String wanted) {
      return new IllegalArgumentException(
          "The JSON path \""
              + text
              + "\" has no "
              + wanted
              + " at character "
              + (where + 1)
              + "; paths are like $.user.id or $.items[0]['odd name']");
    }
  }
}
