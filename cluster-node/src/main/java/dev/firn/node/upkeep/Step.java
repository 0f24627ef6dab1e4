package dev.firn.node.upkeep;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A step of upkeep, in the order in which they are taken. */
public enum Step {
  /** Old snapshots are forgotten, and files go that compaction has replaced. */
  EXPIRY(true),
  /** Small manifests are merged. */
  MANIFESTS(true),
  /** It is looked at whether superseded metadata files go. */
  METADATA(true),
  /** Objects that no snapshot refers to are deleted. */
  ORPHANS(false);

  private final boolean isInBackground;

  Step(boolean isInBackground) {
    this.isInBackground = isInBackground;
  }

  /** As operators write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Step> of(String word) {
    return Arrays.stream(values()).filter(step -> step.word().equals(word)).findFirst();
  }

  /** Whether it is taken again and again; what deletes for good waits for somebody to want it. */
  public boolean isInBackground() {
    return isInBackground;
  }

  /** Figures of its results that may be added up. */
  List<String> savings() {
    return switch (this) {
      case EXPIRY -> List.of("snapshots", "files", "bytes");
      case MANIFESTS -> List.of("replaced");
      case METADATA -> List.of();
      case ORPHANS -> List.of("deleted");
    };
  }
}
