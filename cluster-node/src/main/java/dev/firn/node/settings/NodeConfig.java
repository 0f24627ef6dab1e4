package dev.firn.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.util.List;
import java.util.Properties;

/**
 * Where settings come from, first one wins: {@code -Dfirn.…=…}, the file named by {@code
 * -Dconfig.file}, {@code node.conf}, each module's {@code reference.conf}.
 */
public final class NodeConfig {
  private static final String JOURNAL = "firn.journal";
  private static final String ROOT = "firn.root";
  private static final String PROFILE = "firn.journal.profile";

  private NodeConfig() {}

  /** What the process was started with. */
  public static Config load() {
    String file = System.getProperty("config.file");
    Config fromFile =
        file == null
            ? ConfigFactory.empty()
            : ConfigFactory.parseFile(
                new File(file), ConfigParseOptions.defaults().setAllowMissing(false));
    return over(fromProperties(System.getProperties()).withFallback(profileBeside(fromFile)));
  }

  /** The defaults, and these settings over them. */
  public static Config over(Config settings) {
    return profileBeside(settings)
        .withFallback(ConfigFactory.parseResources("node.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  /**
   * {@code firn.journal} is a word to people and a section to programs. As a word it would push the
   * section aside, so it is taken as what it means.
   */
  private static Config profileBeside(Config settings) {
    Config known = settings.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
    if (!known.isResolved() || !known.hasPath(JOURNAL)) {
      return settings;
    }
    ConfigValue journal = known.getValue(JOURNAL);
    return journal.valueType() == ConfigValueType.STRING
        ? settings.withoutPath(JOURNAL).withValue(PROFILE, journal)
        : settings;
  }

  /** A misspelt setting would be a setting that silently does nothing. */
  static void requireKnown(Properties properties) {
    ConfigObject known = over(ConfigFactory.empty()).getObject("firn");
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("firn.") && !name.equals(JOURNAL) && !name.equals(ROOT)) {
        requireKnown(name, known, ConfigUtil.splitPath(name));
      }
    }
  }

  private static void requireKnown(String name, ConfigObject section, List<String> path) {
    ConfigValue value = section;
    for (String key : path.subList(1, path.size())) {
      if (!(value instanceof ConfigObject object) || object.isEmpty()) {
        break;
      }
      value = object.get(key);
      if (value == null) {
        throw new ConfigException.BadPath(
            name, "there is no such setting; the reference.conf of each module lists them");
      }
    }
  }

  private static Config fromProperties(Properties properties) {
    requireKnown(properties);
    Properties spelledOut = new Properties();
    for (String name : properties.stringPropertyNames()) {
      spelledOut.setProperty(name.equals(JOURNAL) ? PROFILE : name, properties.getProperty(name));
    }
    return ConfigFactory.parseProperties(spelledOut);
  }
}
