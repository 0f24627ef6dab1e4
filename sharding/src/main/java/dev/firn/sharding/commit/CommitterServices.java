package dev.firn.sharding.commit;

import dev.firn.sharding.BufferMetrics;
import dev.firn.sharding.JournalTrim;
import dev.firn.sharding.TableCommits;
import java.time.InstantSource;

/** What a committer needs of its node. */
public record CommitterServices(
    CommitterSettings settings,
    TableCommits table,
    PlanJournal journal,
    JournalTrim trim,
    BufferMetrics metrics,
    InstantSource clock) {}
