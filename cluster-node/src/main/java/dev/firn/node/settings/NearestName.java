package dev.firn.node.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Of the names that there are, the one that somebody who wrote another has probably meant. */
final class NearestName {
  private static final int LETTERS_PER_SLIP = 4;

  private final List<String> names;

  NearestName(Collection<String> names) {
    this.names = names.stream().sorted().toList();
  }

  /** Differs in few letters, or has the same last word in another section. */
  Optional<String> to(String wrong) {
    Optional<String> alike =
        nearest(wrong, names.stream())
            .filter(name -> distance(plain(wrong), plain(name)) <= slips(last(wrong)));
    return alike.isPresent()
        ? alike
        : nearest(
            wrong, names.stream().filter(name -> plain(last(name)).equals(plain(last(wrong)))));
  }

  private static int slips(String word) {
    return Math.max(1, plain(word).length() / LETTERS_PER_SLIP);
  }

  private static Optional<String> nearest(String wrong, Stream<String> names) {
    return names.min(Comparator.comparingInt(name -> distance(plain(wrong), plain(name))));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * However its words are joined: {@code max-age}, {@code maxAge} and {@code max_age} are alike.
   */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_\"]", "");
  }

  /** Letters to add, to drop or to replace (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
