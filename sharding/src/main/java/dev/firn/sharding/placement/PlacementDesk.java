package dev.firn.sharding.placement;

import dev.firn.sharding.placement.Move.Cause;
import dev.firn.sharding.placement.OrderEvent.Drained;
import dev.firn.sharding.placement.OrderEvent.Pinned;
import dev.firn.sharding.placement.OrderEvent.Undrained;
import dev.firn.sharding.placement.OrderEvent.Unpinned;
import dev.firn.sharding.placement.PlacementProtocol.Command;
import dev.firn.sharding.placement.PlacementProtocol.Declined;
import dev.firn.sharding.placement.PlacementProtocol.Describe;
import dev.firn.sharding.placement.PlacementProtocol.Described;
import dev.firn.sharding.placement.PlacementProtocol.Give;
import dev.firn.sharding.placement.PlacementProtocol.MoveShard;
import dev.firn.sharding.placement.PlacementProtocol.NotYet;
import dev.firn.sharding.placement.PlacementProtocol.Order;
import dev.firn.sharding.placement.PlacementProtocol.Ordered;
import dev.firn.sharding.placement.PlacementProtocol.Planned;
import dev.firn.sharding.placement.PlacementProtocol.Rebalance;
import dev.firn.sharding.placement.PlacementProtocol.Rehearse;
import dev.firn.sharding.placement.PlacementProtocol.Reply;
import dev.firn.sharding.placement.ShardBook.Picture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps operators' orders in the journal and answers what they ask. One in the cluster, on the
 * oldest node, where the coordinators of the shards are too: what it answers is what they see.
 */
final class PlacementDesk extends EventSourcedBehavior<Command, OrderEvent, Orders> {
  private static final Logger LOG = LoggerFactory.getLogger(PlacementDesk.class);

  /** Coordinators decide every few seconds at least. */
  private static final Duration RECENT = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final KnownOrders known;
  private final Function<String, Optional<ShardBook>> books;
  private final InstantSource steady;

  private PlacementDesk(
      ActorSystem<?> system,
      KnownOrders known,
      Function<String, Optional<ShardBook>> books,
      InstantSource steady) {
    super(
        PersistenceId.of("placement", "orders"),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.system = system;
    this.known = known;
    this.books = books;
    this.steady = steady;
  }

  /**
   * @param books of the kinds that are placed
   * @param steady the clock of the books
   */
  static Behavior<Command> create(
      KnownOrders known, Function<String, Optional<ShardBook>> books, InstantSource steady) {
    return Behaviors.setup(context -> new PlacementDesk(context.getSystem(), known, books, steady));
  }

  @Override
  public Orders emptyState() {
    return Orders.NONE;
  }

  @Override
  public EventHandler<Orders, OrderEvent> eventHandler() {
    return Orders::apply;
  }

  @Override
  public CommandHandler<Command, OrderEvent, Orders> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Give.class, this::onGive)
        .onCommand(Describe.class, this::onDescribe)
        .onCommand(Rehearse.class, this::onRehearse)
        .onCommand(Rebalance.class, this::onRebalance)
        .onCommand(MoveShard.class, this::onMoveShard)
        .build();
  }

  @Override
  public SignalHandler<Orders> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), orders -> known.spread(system, orders))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 1).withDeleteEventsOnSnapshot();
  }

  private Effect<OrderEvent, Orders> onGive(Orders orders, Give give) {
    Optional<String> refusal = refusal(give.order());
    if (refusal.isPresent()) {
      give.replyTo().tell(new Declined(refusal.get()));
      return Effect().none();
    }
    OrderEvent event = event(give.order(), give.by(), System.currentTimeMillis());
    if (holdsAlready(orders, event)) {
      give.replyTo().tell(new Ordered(orders));
      return Effect().none();
    }
    return Effect()
        .persist(event)
        .thenRun(
            after -> {
              LOG.info("placement order={} by={}", give.order(), give.by());
              known.spread(system, after);
              give.replyTo().tell(new Ordered(after));
            });
  }

  private static boolean holdsAlready(Orders orders, OrderEvent event) {
    Orders after = orders.apply(event);
    return after.pins().equals(orders.pins()) && after.drained().equals(orders.drained());
  }

  /** A name that no node has is a slip of the pen, which would be obeyed silently for ever. */
  private Optional<String> refusal(Order order) {
    if (order instanceof Order.Pin pin) {
      if (books.apply(pin.shard().kind()).isEmpty()) {
        return Optional.of(unknownKind(pin.shard().kind()));
      }
      return unknownNode(pin.node());
    }
    return order instanceof Order.Drain drain ? unknownNode(drain.node()) : Optional.empty();
  }

  private Optional<String> unknownNode(String node) {
    Set<String> members = new TreeSet<>();
    Cluster.get(system)
        .state()
        .getMembers()
        .forEach(member -> members.add(NodeNames.of(member.address())));
    return members.contains(node)
        ? Optional.empty()
        : Optional.of("no node is named " + node + "; there are " + String.join(", ", members));
  }

  private static String unknownKind(String kind) {
    return "shards of kind " + kind + " are not placed here";
  }

  private static OrderEvent event(Order order, String by, long at) {
    if (order instanceof Order.Pin pin) {
      return new Pinned(pin.shard(), pin.node(), by, at);
    }
    if (order instanceof Order.Unpin unpin) {
      return new Unpinned(unpin.shard(), by, at);
    }
    return order instanceof Order.Drain drain
        ? new Drained(drain.node(), by, at)
        : new Undrained(((Order.Undrain) order).node(), by, at);
  }

  private Effect<OrderEvent, Orders> onDescribe(Orders orders, Describe question) {
    question
        .replyTo()
        .tell(
            answer(
                question.kind(),
                (book, picture) ->
                    new Described(PlacementViews.of(question.kind(), picture, steady.instant()))));
    return Effect().none();
  }

  private Effect<OrderEvent, Orders> onRehearse(Orders orders, Rehearse question) {
    question
        .replyTo()
        .tell(answer(question.kind(), (book, picture) -> planned(book.rehearse(picture))));
    return Effect().none();
  }

  private Effect<OrderEvent, Orders> onRebalance(Orders orders, Rebalance order) {
    LOG.info("placement order=rebalance kind={} by={}", order.kind(), order.by());
    order
        .replyTo()
        .tell(
            answer(
                order.kind(),
                (book, picture) -> {
                  book.hurry();
                  return planned(book.rehearse(picture));
                }));
    return Effect().none();
  }

  /** Not journaled: it is done in a second or asked for again, and holds nothing afterwards. */
  private Effect<OrderEvent, Orders> onMoveShard(Orders orders, MoveShard order) {
    LOG.info("placement order=move shard={} to={} by={}", order.shard(), order.to(), order.by());
    order
        .replyTo()
        .tell(
            unknownNode(order.to())
                .<Reply>map(Declined::new)
                .orElseGet(
                    () ->
                        answer(
                            order.shard().kind(), (book, picture) -> moved(book, picture, order))));
    return Effect().none();
  }

  private static Reply moved(ShardBook book, Picture picture, MoveShard order) {
    String shard = order.shard().shard();
    String home = picture.situation().homes().getOrDefault(shard, "");
    if (home.equals(order.to())) {
      return new Planned(List.of(), "shard " + shard + " lives on " + home + " already", List.of());
    }
    return book.move(shard, order.to(), picture)
        .<Reply>map(Declined::new)
        .orElseGet(
            () ->
                new Planned(
                    List.of(
                        new Move(
                            shard,
                            home,
                            order.to(),
                            Cause.ORDER,
                            "moved once by an operator, " + order.by())),
                    "the move begins with the next decision",
                    List.of()));
  }

  private static Planned planned(Decision decision) {
    return new Planned(decision.moves(), decision.summary(), decision.notices());
  }

  private interface Question {
    Reply about(ShardBook book, Picture picture);
  }

  private Reply answer(String kind, Question question) {
    Optional<ShardBook> book = books.apply(kind);
    if (book.isEmpty()) {
      return new Declined(unknownKind(kind));
    }
    return book.get()
        .picture(steady.instant().minus(RECENT))
        .map(picture -> question.about(book.get(), picture))
        .orElseGet(() -> new NotYet("the coordinator has just moved and has decided nothing yet"));
  }
}
