package dev.firn.node;

import com.typesafe.config.Config;
import dev.firn.journal.postgres.PostgresMigration;
import dev.firn.node.settings.NodeConfig;

/** {@code firn migrate}: makes or updates the journal's tables as their owner, starts no node. */
public final class Migration {
  private static final int FAILED = 2;

  private Migration() {}

  public static void main(String[] arguments) {
    try {
      Config config = NodeConfig.load();
      System.out.println("firn: " + PostgresMigration.run(config));
    } catch (RuntimeException e) {
      System.err.println("firn: " + StartFailure.sentence(e));
      System.exit(FAILED);
    }
  }
}
