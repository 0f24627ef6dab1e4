package dev.firn.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;

/**
 * An actor system on a journal of its own: an embedded one in a private folder, if not told
 * otherwise.
 */
public final class TestSystem implements AutoCloseable {

  private final ActorSystem system;

  private TestSystem(ActorSystem system) {
    this.system = system;
  }

  public static TestSystem of(Config config) {
    return new TestSystem(ActorSystem.create("journal-test", config));
  }

  static TestSystem on(Path dir) {
    return on(dir, "");
  }

  static TestSystem on(Path dir, String settings) {
    return of(config(dir, settings));
  }

  static Config config(Path dir, String settings) {
    return ConfigFactory.parseString(settings)
        .withFallback(ConfigFactory.parseMap(Map.of("firn.journal.embedded.dir", dir.toString())))
        .withFallback(ConfigFactory.parseResources("test.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  public ActorSystem get() {
    return system;
  }

  EmbeddedJournal journal() {
    return EmbeddedJournal.get(system);
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
  }
}
