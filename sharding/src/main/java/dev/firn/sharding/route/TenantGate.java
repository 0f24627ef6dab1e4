package dev.firn.sharding.route;

import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.StoreOutcome;
import dev.firn.sharding.StoreOutcome.Busy;
import dev.firn.sharding.StoreOutcome.Denied;
import dev.firn.sharding.StoreOutcome.Throttled;
import dev.firn.sharding.route.EventRouter.Store;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantProtocol.AskType;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.RecipientRef;

/**
 * Stands before new partitions: a tenant may be held to a list of event types, have so many
 * partitions alive on a node, and bring so many new event types a day. Types that a node has met
 * lately cost nothing; for others the tenant's register is asked, and rows wait for its answer.
 * Owned by the router.
 */
final class TenantGate {
  private static final Duration TRY_LATER = Duration.ofSeconds(30);

  private record TypeOf(String tenant, String type) {}

  private record Waiting(Store store, long since) {}

  private static final int TYPES_REMEMBERED = 100_000;

  private final TenantRules rules;
  private final int maxLivePartitions;
  private final long liveNanos;
  private final Function<String, RecipientRef<TenantProtocol.Command>> registers;
  private final ActorRef<TypeVerdict> verdicts;
  private final Set<TypeOf> known =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<TypeOf, Boolean> eldest) {
              return size() > TYPES_REMEMBERED;
            }
          });
  private final Map<TypeOf, List<Waiting>> waiting = new HashMap<>();
  private final Map<String, Map<PartitionKey, Long>> live = new HashMap<>();
  private long forgottenAt = System.nanoTime();

  /**
   * @param rules which types a tenant may use at all
   * @param liveFor how long a partition counts as alive after its last rows
   * @param registers of a tenant, by its name
   */
  TenantGate(
      TenantRules rules,
      int maxLivePartitions,
      Duration liveFor,
      Function<String, RecipientRef<TenantProtocol.Command>> registers,
      ActorRef<TypeVerdict> verdicts) {
    this.rules = rules;
    this.maxLivePartitions = maxLivePartitions;
    this.liveNanos = liveFor.toNanos();
    this.registers = registers;
    this.verdicts = verdicts;
  }

  /** Whether the rows may go on; if not, they were answered or wait here for their verdict. */
  boolean admit(Store store, long now) {
    RowBlock rows = store.rows();
    String tenant = rows.origin().tenant();
    TypeOf type = new TypeOf(tenant, rows.partition().type());
    if (!rules.allows(tenant, type.type())) {
      store.answer().complete(notAllowed(type));
      return false;
    }
    if (!known.contains(type)) {
      List<Waiting> others = waiting.get(type);
      if (others == null) {
        others = new ArrayList<>();
        waiting.put(type, others);
        ask(type);
      }
      others.add(new Waiting(store, now));
      return false;
    }
    if (hasRoom(live.computeIfAbsent(tenant, name -> new HashMap<>()), rows.partition(), now)) {
      return true;
    }
    store
        .answer()
        .complete(
            new Throttled(
                TRY_LATER,
                "tenant "
                    + tenant
                    + " has "
                    + maxLivePartitions
                    + " partitions (event type and hour) open, as many as it may"));
    return false;
  }

  private static Denied notAllowed(TypeOf type) {
    return new Denied(
        "type_not_allowed",
        "expected a type that tenant " + type.tenant() + " may use; got " + type.type());
  }

  private boolean hasRoom(Map<PartitionKey, Long> partitions, PartitionKey partition, long now) {
    if (partitions.replace(partition, now) != null) {
      return true;
    }
    if (partitions.size() >= maxLivePartitions) {
      partitions.values().removeIf(lastUse -> now - lastUse > liveNanos);
    }
    if (partitions.size() >= maxLivePartitions) {
      return false;
    }
    partitions.put(partition, now);
    return true;
  }

  private void ask(TypeOf type) {
    registers.apply(type.tenant()).tell(new AskType(type.tenant(), type.type(), verdicts));
  }

  /** The rows that waited for this verdict and may now go on; those denied are answered here. */
  List<Store> onVerdict(TypeVerdict verdict) {
    TypeOf type = new TypeOf(verdict.tenant(), verdict.type());
    List<Waiting> waited = waiting.remove(type);
    List<Store> stores = waited == null ? List.of() : waited.stream().map(Waiting::store).toList();
    if (verdict.isAllowed()) {
      known.add(type);
      return stores;
    }
    Denied denied =
        new Denied(
            "too_many_types",
            "expected a type seen before, as today's new types are used up; got " + verdict.type());
    stores.forEach(store -> store.answer().complete(denied));
    return List.of();
  }

  /** Answers everybody who waits for a verdict. */
  void abandon(StoreOutcome outcome) {
    waiting
        .values()
        .forEach(stores -> stores.forEach(one -> one.store().answer().complete(outcome)));
    waiting.clear();
  }

  /** Asks again where no verdict has come, and lets nobody wait for ever. */
  void sweep(long now, Duration patience) {
    forgetTheDead(now);
    Busy busy = new Busy(TRY_LATER, "the tenant's register of event types does not answer");
    for (List<Waiting> stores : waiting.values()) {
      stores.removeIf(
          one -> now - one.since() > patience.toNanos() && one.store().answer().complete(busy));
    }
    waiting.values().removeIf(List::isEmpty);
    waiting.keySet().forEach(this::ask);
  }

  private void forgetTheDead(long now) {
    if (now - forgottenAt > liveNanos) {
      forgottenAt = now;
      live.values()
          .forEach(partitions -> partitions.values().removeIf(last -> now - last > liveNanos));
      live.values().removeIf(Map::isEmpty);
    }
  }
}
