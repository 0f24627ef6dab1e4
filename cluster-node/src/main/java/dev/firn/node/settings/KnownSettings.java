package dev.firn.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that there are: those of the modules' {@code reference.conf}. A misspelt one would
 * be a setting that silently does nothing, so it is refused, with the name that was probably meant.
 * A section that is empty there takes any key; sections of Pekko's, dispatchers and plugins, take
 * what Pekko documents too.
 */
final class KnownSettings {
  private static final String FIRN = "firn";

  private final ConfigObject firn;
  private final ConfigObject dispatcher;
  private final ConfigObject plugin;

  /**
   * @param defaults whole and resolved, and nothing else than the defaults
   */
  KnownSettings(Config defaults) {
    this.firn = defaults.getObject(FIRN);
    this.dispatcher = defaults.getObject("pekko.actor.default-dispatcher");
    this.plugin =
        defaults
            .getObject("pekko.persistence.journal-plugin-fallback")
            .withFallback(defaults.getObject("pekko.persistence.snapshot-store-plugin-fallback"));
  }

  /**
   * Refuses what is in no {@code reference.conf}.
   *
   * @param settings resolved; beside {@code firn} it may hold anything
   * @throws IllegalArgumentException naming the setting, and the known one that is nearest
   */
  void require(Config settings) {
    ConfigObject root = settings.root();
    if (root.get(FIRN) instanceof ConfigObject given) {
      requireKnown(List.of(FIRN), given, firn);
    }
    root.forEach((key, value) -> requireNotOfFirn(List.of(key), value));
  }

  private void requireKnown(List<String> section, ConfigObject given, ConfigObject listed) {
    ConfigObject known = withPekkos(listed);
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      List<String> path = below(section, entry.getKey());
      @Nullable ConfigValue counterpart = known.get(entry.getKey());
      if (counterpart == null) {
        throw unknown(path, entry.getValue());
      }
      if (entry.getValue() instanceof ConfigObject more
          && counterpart instanceof ConfigObject listedMore
          && !listedMore.isEmpty()) {
        requireKnown(path, more, listedMore);
      }
    }
  }

  private ConfigObject withPekkos(ConfigObject listed) {
    if (listed.containsKey("executor")) {
      return listed.withFallback(dispatcher);
    }
    return listed.containsKey("class") ? listed.withFallback(plugin) : listed;
  }

  /** A setting of Firn's whose {@code firn.} was forgotten; only where its whole name is right. */
  private void requireNotOfFirn(List<String> path, ConfigValue value) {
    @Nullable ConfigValue counterpart = knownAt(path);
    if (counterpart == null) {
      return;
    }
    if (value instanceof ConfigObject section) {
      section.forEach((key, more) -> requireNotOfFirn(below(path, key), more));
    } else if (!(counterpart instanceof ConfigObject)) {
      throw new IllegalArgumentException(
          "there is no setting " + name(path) + place(value) + "; it is called firn." + name(path));
    }
  }

  private @Nullable ConfigValue knownAt(List<String> path) {
    @Nullable ConfigValue at = firn;
    for (String key : path) {
      at = at instanceof ConfigObject section ? section.get(key) : null;
    }
    return at;
  }

  private IllegalArgumentException unknown(List<String> path, ConfigValue value) {
    List<String> names = new ArrayList<>();
    addNames(List.of(FIRN), firn, names);
    Optional<String> meant = new NearestName(names).to(name(path));
    return new IllegalArgumentException(
        "there is no setting "
            + name(path)
            + place(value)
            + meant
                .map(name -> "; did you mean " + name + "?")
                .orElse(", nor one like it; the reference.conf of each module lists all"));
  }

  private static void addNames(List<String> section, ConfigObject known, List<String> names) {
    known.forEach(
        (key, value) -> {
          List<String> path = below(section, key);
          names.add(name(path));
          if (value instanceof ConfigObject more) {
            addNames(path, more, names);
          }
        });
  }

  /** Where in a file it stands. */
  private static String place(ConfigValue value) {
    return value.origin().filename() == null ? "" : " (" + value.origin().description() + ")";
  }

  private static List<String> below(List<String> section, String key) {
    List<String> path = new ArrayList<>(section);
    path.add(key);
    return path;
  }

  private static String name(List<String> path) {
    return ConfigUtil.joinPath(path);
  }
}
