package dev.firn.sharding.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.OpenPlan;
import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.LedgerRange;
import dev.firn.sharding.PartitionAccount;
import dev.firn.sharding.PartitionStatus;
import dev.firn.sharding.Position;
import dev.firn.sharding.RollbackAnswer;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.commit.CommitterEvent;
import dev.firn.sharding.commit.CommitterEvent.ClosedEpoch;
import dev.firn.sharding.commit.CommitterEvent.Planned;
import dev.firn.sharding.commit.CommitterEvent.PlannedFile;
import dev.firn.sharding.commit.CommitterEvent.RefusedFile;
import dev.firn.sharding.commit.CommitterProtocol.AcceptRollback;
import dev.firn.sharding.commit.CommitterProtocol.AddFiles;
import dev.firn.sharding.commit.CommitterProtocol.CloseEpoch;
import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.EpochClosed;
import dev.firn.sharding.commit.CommitterProtocol.EpochRefused;
import dev.firn.sharding.commit.CommitterProtocol.FileCut;
import dev.firn.sharding.commit.CommitterProtocol.FileRefused;
import dev.firn.sharding.commit.CommitterProtocol.FilesCommitted;
import dev.firn.sharding.commit.CommitterProtocol.FilesConflict;
import dev.firn.sharding.commit.CommitterProtocol.PendingFile;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import dev.firn.sharding.commit.CommitterSnapshot;
import dev.firn.sharding.commit.CommitterSnapshot.Mark;
import dev.firn.sharding.commit.GivenUpPlan;
import dev.firn.sharding.commit.KeptLedger;
import dev.firn.sharding.commit.RefusedFlushes;
import dev.firn.sharding.commit.TableCommitter;
import dev.firn.sharding.commit.TakenBack;
import dev.firn.sharding.dedup.IdRunRef;
import dev.firn.sharding.nodes.AwakeLists;
import dev.firn.sharding.nodes.NodeCard;
import dev.firn.sharding.partition.AppendRef;
import dev.firn.sharding.partition.CommittedRange;
import dev.firn.sharding.partition.PartitionEvent;
import dev.firn.sharding.partition.PartitionProtocol;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.AppendReply;
import dev.firn.sharding.partition.PartitionProtocol.Appended;
import dev.firn.sharding.partition.PartitionProtocol.AskAccount;
import dev.firn.sharding.partition.PartitionProtocol.AwaitCommitted;
import dev.firn.sharding.partition.PartitionProtocol.Locate;
import dev.firn.sharding.partition.PartitionProtocol.Redrive;
import dev.firn.sharding.partition.PartitionProtocol.Refused;
import dev.firn.sharding.partition.PartitionSnapshot;
import dev.firn.sharding.partition.PreparedFlush;
import dev.firn.sharding.placement.LoadReport;
import dev.firn.sharding.placement.Move;
import dev.firn.sharding.placement.Node.Standing;
import dev.firn.sharding.placement.OrderEvent;
import dev.firn.sharding.placement.Orders;
import dev.firn.sharding.placement.PlacementProtocol;
import dev.firn.sharding.placement.PlacementView;
import dev.firn.sharding.placement.ShardId;
import dev.firn.sharding.tenant.TenantEvent;
import dev.firn.sharding.tenant.TenantProtocol;
import dev.firn.sharding.tenant.TenantState;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirnSerializerTest {
  private static final PartitionKey KEY = new PartitionKey("page.view", 489_947);
  private static final DataFile FILE = new DataFile("s3://b/f", 10, 2, "{\"x\":1}", "uuid", 0, -1);
  private static final IdRunRef IDS = new IdRunRef("s3://b/i", 2);

  private ActorTestKit kit;
  private Serialization serialization;

  @BeforeAll
  void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    serialization = SerializationExtension.get(kit.system());
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void everythingThatTravelsComesBackEqual() throws IOException {
    TestProbe<AppendReply> replies = kit.createTestProbe();
    TestProbe<Whereabouts> answers = kit.createTestProbe();
    TestProbe<Verdict> verdicts = kit.createTestProbe();
    TestProbe<CommitterStatus> statuses = kit.createTestProbe();
    TestProbe<TenantProtocol.TypeVerdict> types = kit.createTestProbe();
    Position position = new Position(KEY.id(), 3, 9);
    List<Object> messages =
        new ArrayList<>(
            List.of(
                new Append(-5, 2, batch(), replies.getRef()),
                new Redrive(new Append(-6, 1, batch(), replies.getRef())),
                new AppendReply(7, new Appended(1, 2, bits(3))),
                new AppendReply(7, new Refused(Duration.ofSeconds(1), "full")),
                new Locate(position, answers.getRef()),
                new AwaitCommitted(position, Duration.ofSeconds(3), answers.getRef()),
                new PartitionProtocol.Stop(),
                new PartitionProtocol.Wake(),
                new PartitionProtocol.SweepIds(List.of("s3://b/ids/p/1.ids")),
                new TableCommitter.Stop(),
                new AddFiles(
                    "p", 4, 0, List.of(new PendingFile("f", 1, 2, FILE)), verdicts.getRef()),
                new CloseEpoch("p", 4, verdicts.getRef()),
                new EpochClosed(4),
                new EpochRefused(4, "why"),
                new Describe(statuses.getRef()),
                new Resume(statuses.getRef()),
                new AcceptRollback(3, 4, kit.<RollbackAnswer>createTestProbe().getRef()),
                new RollbackAnswer.Accepted(List.of(new LedgerRange(3, 4)), status()),
                new RollbackAnswer.Refused("why"),
                CommitterStatus.unreachable("uuid", "why"),
                status(),
                new FilesCommitted(1, 2, 3, -4),
                new FileRefused(1, "f", "why"),
                new FilesConflict(1, "f", 2, "why"),
                new FileCut(1, "f", 2),
                new Whereabouts.Buffered(),
                new Whereabouts.InFile("x"),
                new Whereabouts.InSnapshot(1, -2),
                new Whereabouts.NeverSeen(),
                new Whereabouts.Rejected(),
                new Whereabouts.Unreachable("why"),
                new TenantProtocol.AskType("t", "a", types.getRef()),
                new TenantProtocol.TypeVerdict("t", "a", true),
                new TenantProtocol.Stop(),
                new AskAccount(kit.<PartitionAccount>createTestProbe().getRef()),
                new PartitionAccount(
                    "p", 7, 5, List.of(new PartitionAccount.Epoch(2, "", 1, 2, 30, 4, 1, 20)))));
    messages.addAll(journaled());
    messages.addAll(ofNodes(kit.createTestProbe(), kit.createTestProbe()));
    for (Object message : messages) {
      assertThat(roundTrip(message)).isEqualTo(message);
    }
  }

  @Test
  void whatEarlierVersionsJournaledIsReadForEver() throws IOException {
    Properties kept = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/journaled-v1.properties")) {
      kept.load(in);
    }
    for (Object event : journaled()) {
      String manifest = Serializers.manifestFor(serializer(event), event);
      assertThat(kept).as("a kept sample of " + event).containsKey(manifest);
      byte[] bytes = HexFormat.of().parseHex(kept.getProperty(manifest));
      assertThat(serialization.deserialize(bytes, FirnSerializer.IDENTIFIER, manifest).get())
          .isEqualTo(event);
    }
  }

  /** Forms that are no longer written. */
  @Test
  void whatTheFirstCommittersJournaledIsReadForEver() throws IOException {
    Properties kept = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/journaled-v1.properties")) {
      kept.load(in);
    }
    Planned plan =
        new Planned(
            "uuid", 5, "commit", List.of(new PlannedFile("p", 1, "f", 1, 2, FILE)), -1, 4, 0);
    Map<String, Object> first =
        Map.of(
            "cx1", new CommitterEvent.TableReplaced("new", 1_700_000_000_000L, true),
            "cs2", secondSnapshot(plan),
            "cs3", thirdSnapshot(plan),
            "cy1", new CommitterEvent.TableReturned(1_700_000_000_000L, false),
            "cp1", plan,
            "cr1", new CommitterEvent.RolledBack(5, -1, 0, "why"),
            "ck1", new CommitterEvent.Parked("why", 0),
            "cs1",
                new CommitterSnapshot(
                    5, -77, 8, plan, Map.of("p", new Mark(1, 2, true, 3)), List.of("4:x")));
    first.forEach(
        (manifest, event) -> {
          byte[] bytes = HexFormat.of().parseHex(kept.getProperty(manifest));
          assertThat(serialization.deserialize(bytes, FirnSerializer.IDENTIFIER, manifest).get())
              .isEqualTo(event);
        });
  }

  private static CommitterSnapshot secondSnapshot(Planned plan) {
    return snapshot(plan, List.of(new LedgerRange(2, 2), new LedgerRange(3, 3)), false, List.of());
  }

  private static CommitterSnapshot thirdSnapshot(Planned plan) {
    return snapshot(plan, List.of(new LedgerRange(2, 3)), true, List.of(new TakenBack("q", 2, 6)));
  }

  private static CommitterSnapshot snapshot(
      Planned plan, List<LedgerRange> gone, boolean isPlanRefused, List<TakenBack> takenBack) {
    return new CommitterSnapshot(
        5,
        -77,
        8,
        plan,
        Map.of("p", new Mark(1, 2, true, 3)),
        List.of("4:x"),
        12,
        11,
        List.of(new KeptLedger(4, List.of("3:c", "4:d"), 7, 9, 2, 1_700_000_000_000L)),
        List.of(new KeptLedger.Lost(new KeptLedger(2, List.of("2:b"), 3, 4, 1, 9), -77, 8)),
        gone,
        new CommitterEvent.Parked("why", 9),
        "new",
        17,
        isPlanRefused,
        takenBack,
        List.of(),
        Set.of());
  }

  @Test
  void aPartitionSavedBeforeThereWereAccountsIsRead() throws IOException {
    Properties kept = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/journaled-v1.properties")) {
      kept.load(in);
    }
    byte[] bytes = HexFormat.of().parseHex(kept.getProperty("ps1"));
    PartitionSnapshot snapshot =
        (PartitionSnapshot)
            serialization.deserialize(bytes, FirnSerializer.IDENTIFIER, "ps1").get();
    assertThat(snapshot.lastAppend()).isEqualTo(3);
    assertThat(snapshot.accounts()).isEmpty();
  }

  @Test
  void aNewerFormIsNamedNotGuessed() {
    assertThatThrownBy(
            () -> serialization.deserialize(new byte[0], FirnSerializer.IDENTIFIER, "pa9").get())
        .hasMessageContaining("pa9");
  }

  private static List<Object> ofNodes(
      TestProbe<PlacementProtocol.Reply> desk, TestProbe<AwakeLists.Listed> awake) {
    ShardId shard = new ShardId("partition", "17");
    Move move = new Move("17", "a:1", "b:2", Move.Cause.DRAIN, "why");
    PlacementView view =
        new PlacementView(
            "partition",
            List.of(
                new PlacementView.NodeLoad("a:1", "1.2", Standing.UP, true, false, 3, 10, 20),
                new PlacementView.NodeLoad("b:2", "1.1", Standing.LEAVING, false, true, 0, 0, 0)),
            List.of(
                new PlacementView.PlacedShard(
                    "17",
                    "a:1",
                    Optional.of("b:2"),
                    Optional.of("b:2"),
                    10,
                    20,
                    Optional.of(new PlacementView.LastMove("b:2", Move.Cause.ORDER, 300))),
                new PlacementView.PlacedShard(
                    "18", "a:1", Optional.empty(), Optional.empty(), 0, 0, Optional.empty())),
            "what",
            List.of("note"),
            true);
    return List.of(
        new PlacementProtocol.Give(
            new PlacementProtocol.Order.Pin(shard, "a:1"), "me", desk.getRef()),
        new PlacementProtocol.Give(new PlacementProtocol.Order.Unpin(shard), "me", desk.getRef()),
        new PlacementProtocol.Give(new PlacementProtocol.Order.Drain("a:1"), "me", desk.getRef()),
        new PlacementProtocol.Give(new PlacementProtocol.Order.Undrain("a:1"), "me", desk.getRef()),
        new PlacementProtocol.Describe("partition", desk.getRef()),
        new PlacementProtocol.Rehearse("partition", desk.getRef()),
        new PlacementProtocol.Rebalance("partition", "me", desk.getRef()),
        new PlacementProtocol.Ordered(new Orders(3, Map.of(shard, "a:1"), Set.of("b:2"))),
        new PlacementProtocol.Described(view),
        new PlacementProtocol.Planned(List.of(move), "what", List.of("note")),
        new PlacementProtocol.MoveShard(shard, "a:1", "me", desk.getRef()),
        new PlacementProtocol.Declined("why"),
        new PlacementProtocol.NotYet("why"),
        new NodeCard("http://a:8080", 300),
        new AwakeLists.Ask("partition", awake.getRef()),
        new AwakeLists.Listed(
            List.of(
                new PartitionStatus(
                    "p",
                    "t",
                    Instant.ofEpochMilli(-3_600_000),
                    2,
                    7,
                    30,
                    400,
                    Optional.of(Instant.ofEpochMilli(1_700_000_000_000L)),
                    "idle",
                    Optional.of(-5L)),
                new PartitionStatus(
                    "q",
                    "t",
                    Instant.EPOCH,
                    1,
                    0,
                    0,
                    0,
                    Optional.empty(),
                    "idle",
                    Optional.empty()))),
        new LoadReport(5, List.of(new LoadReport.Entry("17", 10, 20))));
  }

  private Object roundTrip(Object value) {
    byte[] bytes = serializer(value).toBinary(value);
    String manifest = Serializers.manifestFor(serializer(value), value);
    return serialization.deserialize(bytes, FirnSerializer.IDENTIFIER, manifest).get();
  }

  private Serializer serializer(Object value) {
    return serialization.findSerializerFor(value);
  }

  private static CommitterStatus status() {
    return new CommitterStatus(
        "uuid",
        CommitterStatus.Phase.PARKED,
        5,
        -77,
        Optional.of(new OpenPlan(6, "c", 2, 20, 3, 4, Instant.ofEpochMilli(9), 8)),
        Optional.of("why"),
        Optional.of(Instant.ofEpochMilli(10)),
        1,
        2,
        3,
        4,
        List.of(new LedgerRange(2, 3)),
        5);
  }

  private static List<Object> journaled() throws IOException {
    CommitterEvent.Planned plan =
        new Planned(
            "uuid", 5, "commit", List.of(new PlannedFile("p", 1, "f", 1, 2, FILE)), -1, 4, 0);
    return List.of(
        new PartitionEvent.Opened(KEY, 2),
        new PartitionEvent.EventsAppended(1, -9, 1_700_000_000_000L, batch(), bits(0)),
        new PartitionEvent.FlushPrepared("f", 1, 2, FILE, IDS),
        new PartitionEvent.Flushed("f", 5, -77, 1_700_000_000_000L),
        new PartitionEvent.FlushAborted("f", "why"),
        new PartitionEvent.RowsRejected(1, bits(1), "why", 1_700_000_000_000L),
        new PartitionEvent.IdsMerged(IDS, List.of(IDS)),
        new PartitionEvent.IdsForgotten(),
        new PartitionEvent.Closed(2),
        new PartitionSnapshot(
            KEY,
            "uuid",
            9,
            2,
            true,
            3,
            1_700_000_000_000L,
            List.of(new AppendRef(3, 8, -1, 4, 100, 400, 1_700_000_000_000L, bits(1))),
            List.of(new PreparedFlush("f", 3, 3, FILE, IDS)),
            List.of(new CommittedRange(2, 2, 5, -77)),
            List.of(IDS),
            List.of(new PartitionAccount.Epoch(2, "uuid", 1, 2, 30, 4, 1, 20))),
        plan,
        new CommitterEvent.Committed(5, -77, 8, 1_700_000_000_000L),
        new CommitterEvent.RolledBack(5, -77, 8, "why"),
        new CommitterEvent.Tombstoned(List.of("f"), "next", "why"),
        new CommitterEvent.EpochsClosed(List.of(new ClosedEpoch("p", 1)), 1_700_000_000_000L),
        new CommitterEvent.Parked("why", 1_700_000_000_000L),
        new CommitterEvent.Settled(5, 1_700_000_000_000L),
        new CommitterEvent.Lost(List.of(5L, 6L), -77, 8, 1_700_000_000_000L),
        new CommitterEvent.Returned(5, "why", 1_700_000_000_000L),
        new CommitterEvent.Dropped(List.of(5L), 1_700_000_000_000L),
        new CommitterEvent.TableReplaced("new", 1_700_000_000_000L, false),
        new CommitterEvent.TableReturned(1_700_000_000_000L, true),
        new CommitterEvent.FilesRefused(List.of(new RefusedFile("p", "f")), 1_700_000_000_000L),
        thirdSnapshot(plan)
            .with(
                true,
                List.of(new TakenBack("q", 2, 6)),
                List.of(new GivenUpPlan("6:g", 10, true)),
                Set.of(new RefusedFlushes("p", Set.of("f"), 1_700_000_000_000L))),
        new TenantEvent.TypeAdmitted("a", 20_000),
        new TenantState.Saved(Set.of("a"), 20_000, 1),
        new OrderEvent.Pinned(new ShardId("partition", "17"), "a:1", "me", 1_700_000_000_000L),
        new OrderEvent.Unpinned(new ShardId("partition", "17"), "me", 1_700_000_000_000L),
        new OrderEvent.Drained("a:1", "me", 1_700_000_000_000L),
        new OrderEvent.Undrained("a:1", "me", 1_700_000_000_000L),
        new Orders(3, Map.of(new ShardId("partition", "17"), "a:1"), Set.of("b:2")));
  }

  /** Kept as bytes: compression may change from release to release, what was written may not. */
  private static EventBatch batch() throws IOException {
    Properties kept = new Properties();
    try (InputStream in =
        FirnSerializerTest.class.getResourceAsStream("/journaled-v1.properties")) {
      kept.load(in);
    }
    return EventBatch.read(HexFormat.of().parseHex(kept.getProperty("batch")));
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  /** Prints new samples: the one time a form is added. */
  public static void main(String[] arguments) throws IOException {
    RowBlock block = new RowBlock(KEY, new Origin("t", 0, Edge.NONE));
    block.add(
        new CloudEvent("1", "/s", "page.view", "1.0", 5, null, null, null, "{}", Map.of()),
        new EventIds("0123456789abcdef".getBytes(UTF_8)));
    System.out.println(
        "batch=" + HexFormat.of().formatHex(EventBatch.of(KEY, List.of(block)).bytes()));
    FirnSerializerTest test = new FirnSerializerTest();
    test.start();
    for (Object event : arguments.length == 0 ? List.of() : journaled()) {
      System.out.println(
          Serializers.manifestFor(test.serializer(event), event)
              + "="
              + HexFormat.of().formatHex(test.serializer(event).toBinary(event)));
    }
    test.stop();
  }
}
