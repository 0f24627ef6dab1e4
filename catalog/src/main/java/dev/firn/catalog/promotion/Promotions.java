package dev.firn.catalog.promotion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The rules of a table.
 *
 * @param all by column and type
 * @param unreadable properties that somebody set to what is no rule; they have no effect
 */
public record Promotions(List<Promotion> all, List<String> unreadable) {
  public static final Promotions NONE = new Promotions(List.of(), List.of());

  private static final Comparator<Promotion> ORDER =
      Comparator.comparingInt(Promotion::fieldId).thenComparing(Promotion::eventType);

  public Promotions {
    all = List.copyOf(all);
    unreadable = List.copyOf(unreadable);
  }

  /** Those among the properties of a table. */
  public static Promotions in(Map<String, String> properties) {
    List<Promotion> all = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    properties.forEach(
        (key, value) -> {
          if (Promotion.isKey(key)) {
            try {
              all.add(Promotion.parse(key, value));
            } catch (IllegalArgumentException e) {
              unreadable.add(key);
            }
          }
        });
    all.sort(ORDER);
    unreadable.sort(Comparator.naturalOrder());
    return new Promotions(all, unreadable);
  }

  /** Those that fill a column. */
  public List<Promotion> ofField(int fieldId) {
    return all.stream().filter(rule -> rule.fieldId() == fieldId).toList();
  }

  /** Those that events of a type go by. */
  public List<Promotion> ofType(String eventType) {
    return all.stream().filter(rule -> rule.eventType().equals(eventType)).toList();
  }
}
