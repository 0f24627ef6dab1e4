package dev.firn.bench.scale;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table as documents have it. */
final class Markdown {
  private final List<String> lines = new ArrayList<>();

  Markdown(List<String> head) {
    row(head);
    List<String> rule = new ArrayList<>(Collections.nCopies(head.size(), "---:"));
    rule.set(0, "---");
    lines.add("|" + String.join("|", rule) + "|");
  }

  void row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  /** Three figures that count; nothing here is known better. */
  static String figure(double value) {
    if (value == 0) {
      return "0";
    }
    double magnitude = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
    double rounded = Math.round(value / magnitude) * magnitude;
    int digits = rounded >= 100 ? 0 : rounded >= 10 ? 1 : rounded >= 1 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%,." + digits + "f", rounded);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  /** As it was given. */
  static String exact(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.valueOf(value);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
