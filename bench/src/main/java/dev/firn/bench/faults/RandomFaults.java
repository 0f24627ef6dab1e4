package dev.firn.bench.faults;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Landing;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.faults.lake.Upkeep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong between a node, its catalog and its store, drawn from a seed; until healed. */
final class RandomFaults {
  private static final Logger LOG = LoggerFactory.getLogger(RandomFaults.class);
  private static final Duration HANG = Duration.ofSeconds(7);

  private final Random random;
  private final List<Fault> commitFaults = CommitFaults.all(HANG);
  private final List<Fault> looks = new ArrayList<>(CommitFaults.ofLooks(HANG));
  private final Unsettled unsettled;
  private final Map<String, Integer> situations = new TreeMap<>();
  private volatile @Nullable FaultRig rig;
  private volatile boolean isOn;

  /**
   * Faults that are drawn from a seed.
   *
   * @param unsettled the commits that come back when somebody rolls them back
   */
  RandomFaults(long seed, Unsettled unsettled) {
    this.unsettled = unsettled;
    looks.add(CommitFaults.NOT_MODIFIED);
    this.random = new Random(seed);
  }

  /** From now on things go wrong. */
  void begin(FaultRig around) {
    rig = around;
    isOn = true;
  }

  /** From now on nothing does. */
  void heal() {
    isOn = false;
  }

  /** How often each thing has happened that is no fault. */
  Map<String, Integer> situations() {
    synchronized (situations) {
      return Map.copyOf(situations);
    }
  }

  FaultPlan catalog() {
    return request -> {
      FaultRig around = rig;
      if (!isOn || around == null) {
        return Fault.NONE;
      }
      synchronized (random) {
        if (request.isCommit() && random.nextInt(100) < 35) {
          return commitFault(around);
        }
        return (request.isTableLoad() || request.isKeysLoad()) && random.nextInt(100) < 6
            ? named("look ", draw(looks))
            : Fault.NONE;
      }
    };
  }

  private Fault commitFault(FaultRig around) {
    Fault fault = commitFaults.get(random.nextInt(commitFaults.size()));
    Upkeep upkeep = around.upkeep();
    SecondWriter other = around.secondWriter();
    int situation = random.nextInt(100);
    if (situation < 35) {
      return fault;
    } else if (situation < 65) {
      return meanwhile(fault, "another writer on top", other::append);
    } else if (!(fault.landing() instanceof Landing.Now)) {
      return fault;
    } else if (situation < 73) {
      return meanwhile(fault, "expired", () -> upkeep.expireUnder(other));
    } else if (situation < 81) {
      return meanwhile(fault, "compacted", upkeep::compact);
    } else if (situation < 87) {
      return meanwhile(fault, "rolled back", upkeep::rollBack);
    } else if (situation < 94) {
      int most = 2 + random.nextInt(4);
      return meanwhile(
          fault,
          "rolled back, older ones too",
          () -> upkeep.rollBack(most, commit -> unsettled.comesBack(commit.timestampMillis())));
    }
    return meanwhile(fault, "rolled back and expired", upkeep::rollBackAndExpire);
  }

  /** What others do may fail, as theirs is the stock commit: then it has not happened. */
  private Fault meanwhile(Fault fault, String situation, Runnable action) {
    return fault.during(
        () -> {
          try {
            action.run();
            synchronized (situations) {
              situations.merge(situation, 1, Integer::sum);
            }
          } catch (RuntimeException e) {
            LOG.debug("Not {}", situation, e);
          }
        });
  }

  FaultPlan store() {
    return request -> {
      if (!isOn) {
        return Fault.NONE;
      }
      synchronized (random) {
        return random.nextInt(100) < storePercent(request) ? storeFault(request) : Fault.NONE;
      }
    };
  }

  private static int storePercent(FrontRequest request) {
    return switch (request.method()) {
      case "PUT", "DELETE", "POST" -> 6;
      default -> 1;
    };
  }

  private Fault storeFault(FrontRequest request) {
    return named("store " + request.method() + " ", draw(storeFaults(request)));
  }

  private static List<Fault> storeFaults(FrontRequest request) {
    if (!request.isWrite()) {
      return StoreFaults.ofOthers(HANG, request);
    }
    return request.isManifestWrite()
        ? StoreFaults.ofManifestWrites(HANG)
        : StoreFaults.ofWrites(HANG);
  }

  private Fault draw(List<Fault> faults) {
    return faults.get(random.nextInt(faults.size()));
  }

  private static Fault named(String what, Fault fault) {
    return new Fault(
        what + fault.name(), fault.landing(), fault.answer(), fault.before(), fault.after());
  }
}
