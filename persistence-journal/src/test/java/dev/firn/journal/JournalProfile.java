package dev.firn.journal;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** What the shared specifications need to know of a journal profile. */
public interface JournalProfile {

  /** The configuration of an actor system on this journal, with these settings over it. */
  Config config(String settings);

  String queryPlugin();

  /** The setting that makes the read journal read in pages of 1,000 bytes. */
  String smallPages();

  /** The setting that makes a replay of truncated events without a snapshot fail. */
  String requiresSnapshot();

  /**
   * A budget of 2 MiB, beyond which texts are refused, but for those of ids that begin with {@code
   * committer}.
   */
  String smallBudget();

  JournalHealth health(ClassicActorSystemProvider system);
}
