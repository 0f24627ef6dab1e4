package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.check.TableCheck;
import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.front.Script;
import dev.firn.bench.faults.lake.Upkeep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A running node, a real catalog, a real store: one commit after another meets a fault. */
@Timeout(120)
class CommitFaultsTest {
  private static final Duration HANG = Duration.ofSeconds(7);
  private static final Script SCRIPT = new Script();

  @TempDir static Path folder;
  private static FaultRig rig;
  private static FewEvents events;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    rig =
        FaultRig.start(
            folder,
            SCRIPT,
            request -> Fault.NONE,
            List.of(
                "-Dfirn.flush.max-age=100ms",
                "-Dfirn.flush.min-pause=10ms",
                "-Dfirn.commit.interval=50ms"));
    rig.node().start(List.of());
    events = new FewEvents(rig.url());
    // Something to roll back to, and files to compact.
    events.postUntilCommitted();
    events.postUntilCommitted();
  }

  @AfterAll
  static void stop() throws IOException {
    rig.close();
  }

  /** Each fault, and where that is the dangerous case, another writer's commit on top of it. */
  static Stream<Fault> faults() {
    return Stream.concat(
        CommitFaults.lost().stream(),
        Stream.concat(CommitFaults.landed(HANG).stream(), CommitFaults.late().stream())
            .map(fault -> fault.with("another writer on top", () -> rig.secondWriter().append())));
  }

  /** Each landed fault with one of the other things that happen to tables. */
  static Stream<Fault> withUpkeep() {
    List<Fault> faults = new ArrayList<>();
    List<Fault> landed = CommitFaults.landed(HANG);
    for (int i = 0; i < landed.size(); i++) {
      faults.add(situation(landed.get(i), i % 4));
    }
    return faults.stream();
  }

  private static Fault situation(Fault fault, int number) {
    Upkeep upkeep = rig.upkeep();
    return switch (number) {
      case 0 -> fault.with("its snapshot expired", () -> expireUnderAnother(upkeep));
      case 1 -> fault.with("compacted", upkeep::compact);
      case 2 -> fault.with("rolled back", upkeep::rollBack);
      default -> fault.with("rolled back and expired", upkeep::rollBackAndExpire);
    };
  }

  private static void expireUnderAnother(Upkeep upkeep) {
    rig.secondWriter().append();
    upkeep.expire();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"faults", "withUpkeep"})
  void everyRowIsThereOnceAfter(Fault fault) throws IOException, InterruptedException {
    SCRIPT.next(FrontRequest::isCommit, fault);
    events.postUntilCommitted();

    assertThat(SCRIPT.waiting()).isZero();
    TableCheck.Result result =
        new TableCheck(rig.lake(), events.promises(), rig.secondWriter().ids(), false).check();
    assertThat(result.problems()).isEmpty();
  }
}
