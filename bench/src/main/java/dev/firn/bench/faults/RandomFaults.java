package dev.firn.bench.faults;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.Fault.Answer;
import dev.firn.bench.faults.front.Fault.Landing;
import dev.firn.bench.faults.front.FaultPlan;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.lake.SecondWriter;
import dev.firn.bench.faults.lake.Upkeep;
import java.time.Duration;
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
  private final Map<String, Integer> situations = new TreeMap<>();
  private volatile @Nullable FaultRig rig;
  private volatile boolean isOn;

  RandomFaults(long seed) {
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
        return request.isTableLoad() && random.nextInt(100) < 6 ? failedAnswer("look") : Fault.NONE;
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
    } else if (situation < 70) {
      return meanwhile(fault, "another writer on top", other::append);
    } else if (!(fault.landing() instanceof Landing.Now)) {
      return fault;
    } else if (situation < 78) {
      return meanwhile(fault, "expired", upkeep::expire);
    } else if (situation < 86) {
      return meanwhile(fault, "compacted", upkeep::compact);
    } else if (situation < 93) {
      return meanwhile(fault, "rolled back", upkeep::rollBack);
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
    String name = "store " + request.method();
    if (request.method().equals("PUT") && random.nextInt(3) == 0) {
      return Fault.landed(name + " landed, dropped", new Answer.Drop());
    }
    return failedAnswer(name);
  }

  private Fault failedAnswer(String name) {
    return switch (random.nextInt(6)) {
      case 0 -> Fault.lost(name + " lost, dropped", new Answer.Drop());
      case 1 -> Fault.lost(name + " lost, hung", new Answer.Hang(HANG));
      case 2 -> Fault.lost(name + " lost, 500", Fault.status(500));
      case 3 -> Fault.lost(name + " lost, 503", Fault.status(503, Duration.ofSeconds(1)));
      case 4 -> Fault.lost(name + " lost, 403", Fault.status(403));
      default -> Fault.lost(name + " lost, 429", Fault.status(429));
    };
  }
}
