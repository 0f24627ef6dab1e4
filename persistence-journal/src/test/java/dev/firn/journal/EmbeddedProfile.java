package dev.firn.journal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** The journal in a folder. */
record EmbeddedProfile(Path dir) implements JournalProfile {

  @Override
  public Config config(String settings) {
    return TestSystem.config(dir, settings);
  }

  @Override
  public String queryPlugin() {
    return RocksDbReadJournal.IDENTIFIER;
  }

  @Override
  public String smallPages() {
    return "firn.journal.embedded.query.page-bytes = 1000";
  }

  @Override
  public String requiresSnapshot() {
    return "firn.journal.embedded.recovery.require-snapshot = on";
  }

  @Override
  public String smallBudget() {
    return """
    firn.journal {
      max-bytes = 2 MiB
      embedded {
        full { headroom = 1 MiB, refusable-manifests = [""], essential-ids = [committer] }
        reclaim { interval = 20ms, generation = 256 KiB, floor = 1 MiB }
        memory.write-buffer = 1 MiB
      }
    }
    """;
  }

  @Override
  public JournalHealth health(ClassicActorSystemProvider system) {
    return EmbeddedJournal.get(system);
  }
}
