package dev.firn.sharding.tenant;

import dev.firn.sharding.tenant.TenantEvent.TypeAdmitted;
import dev.firn.sharding.tenant.TenantProtocol.AskType;
import dev.firn.sharding.tenant.TenantProtocol.Command;
import dev.firn.sharding.tenant.TenantProtocol.Stop;
import dev.firn.sharding.tenant.TenantProtocol.TypeVerdict;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The register of a tenant's event types. Every type makes buffers, files and partitions of its
 * own, so a client that puts an id into the type could drown the table: new types a day are
 * bounded, and the bound holds across nodes and restarts.
 */
public final class TenantTypes extends EventSourcedBehavior<Command, TenantEvent, TenantState> {
  public static final EntityTypeKey<Command> KEY =
      EntityTypeKey.create(Command.class, "tenant-types");

  private static final Logger LOG = LoggerFactory.getLogger(TenantTypes.class);
  private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

  /**
   * Pekko hands this one object to every life of the actor: it marks the start, nothing changes it.
   */
  private final TenantState beginning = new TenantState();

  private final String tenant;
  private final int newTypesPerDay;
  private final InstantSource clock;

  private TenantTypes(String tenant, int newTypesPerDay, InstantSource clock) {
    super(
        PersistenceId.of(KEY.name(), tenant),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.tenant = tenant;
    this.newTypesPerDay = newTypesPerDay;
    this.clock = clock;
  }

  public static Behavior<Command> create(String tenant, int newTypesPerDay, InstantSource clock) {
    return Behaviors.setup(context -> new TenantTypes(tenant, newTypesPerDay, clock));
  }

  @Override
  public TenantState emptyState() {
    return beginning;
  }

  @Override
  public EventHandler<TenantState, TenantEvent> eventHandler() {
    return (state, event) -> (state == beginning ? new TenantState() : state).apply(event);
  }

  @Override
  public CommandHandler<Command, TenantEvent, TenantState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(AskType.class, this::onAskType)
        .onCommand(Stop.class, stop -> Effect().stop())
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(500, 1).withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<TenantState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(TenantState state) {
        return state.saved();
      }

      @Override
      public TenantState fromJournal(Object from) {
        return TenantState.of((TenantState.Saved) from);
      }
    };
  }

  private Effect<TenantEvent, TenantState> onAskType(TenantState state, AskType question) {
    TypeVerdict allowed = new TypeVerdict(question.tenant(), question.type(), true);
    if (state.knows(question.type())) {
      question.replyTo().tell(allowed);
      return Effect().none();
    }
    long today = Math.max(state.day(), Math.floorDiv(clock.millis(), MILLIS_PER_DAY));
    if (state.newOn(today) >= newTypesPerDay) {
      LOG.warn("type refused tenant={} new-today={}", tenant, state.newOn(today));
      question.replyTo().tell(new TypeVerdict(question.tenant(), question.type(), false));
      return Effect().none();
    }
    return Effect()
        .persist(new TypeAdmitted(question.type(), today))
        .thenRun(() -> question.replyTo().tell(allowed));
  }
}
