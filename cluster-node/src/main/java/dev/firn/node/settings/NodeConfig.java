package dev.firn.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.util.Properties;
import java.util.Set;

/**
 * Where settings come from, first one wins: {@code -Dfirn.…=…}, the file named by {@code
 * -Dconfig.file}, {@code node.conf}, each module's {@code reference.conf}.
 */
public final class NodeConfig {
  private static final String JOURNAL = "firn.journal";
  private static final String PROFILE = "firn.journal.profile";

  /** Properties that {@code ./firn} tells its tools of itself by, and no settings. */
  private static final Set<String> OF_THE_SCRIPT = Set.of("firn.root");

  private NodeConfig() {}

  /** What the process was started with. */
  public static Config load() {
    return load(System.getProperties());
  }

  /** What a process that was given these properties would be started with. */
  public static Config load(Properties given) {
    String file = given.getProperty("config.file");
    Config fromFile =
        file == null
            ? ConfigFactory.empty()
            : ConfigFactory.parseFile(
                new File(file), ConfigParseOptions.defaults().setAllowMissing(false));
    return over(fromProperties(given).withFallback(profileBeside(fromFile)));
  }

  /**
   * The defaults, and these settings over them.
   *
   * @throws IllegalArgumentException naming a setting that there is not
   */
  public static Config over(Config settings) {
    Config defaults =
        ConfigFactory.parseResources("node.conf")
            .withFallback(ConfigFactory.defaultReferenceUnresolved());
    Config all = profileBeside(settings).withFallback(defaults).resolve();
    new KnownSettings(defaults.resolve()).require(all);
    return all;
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

  private static Config fromProperties(Properties properties) {
    Properties spelledOut = new Properties();
    for (String name : properties.stringPropertyNames()) {
      if (!OF_THE_SCRIPT.contains(name)) {
        spelledOut.setProperty(name.equals(JOURNAL) ? PROFILE : name, properties.getProperty(name));
      }
    }
    return ConfigFactory.parseProperties(
        spelledOut, ConfigParseOptions.defaults().setOriginDescription("command line"));
  }
}
