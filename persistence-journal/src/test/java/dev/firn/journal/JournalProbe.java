package dev.firn.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.Actor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks the journal's protocol as the persistence TCK does, from outside any entity. */
public final class JournalProbe {

  private final TestKit probe;
  private final ActorRef journal;
  private final String writerUuid = UUID.randomUUID().toString();

  public JournalProbe(ActorSystem system) {
    this.probe = new TestKit(system);
    this.journal =
        Persistence.lookup().get(system).journalFor("", com.typesafe.config.ConfigFactory.empty());
  }

  public TestKit kit() {
    return probe;
  }

  public ActorRef journal() {
    return journal;
  }

  public String writerUuid() {
    return writerUuid;
  }

  public PersistentRepr event(String id, long sequenceNr, Object payload) {
    return PersistentRepr.apply(payload, sequenceNr, id, "", false, Actor.noSender(), writerUuid);
  }

  public AtomicWrite atomic(PersistentRepr... events) {
    return new AtomicWrite(CollectionConverters.asScala(Arrays.asList(events)).toList());
  }

  /** Sends the writes as one request and takes the answer to the whole of it. */
  public Object write(AtomicWrite... writes) {
    send(writes);
    return probe.receiveOne(java.time.Duration.ofSeconds(20));
  }

  public void send(AtomicWrite... writes) {
    List<PersistentEnvelope> messages = new ArrayList<>(Arrays.asList(writes));
    journal.tell(
        new JournalProtocol.WriteMessages(
            CollectionConverters.asScala(messages).toList(), probe.getRef(), 1),
        probe.getRef());
  }

  /**
   * Writes strings a-from … a-to, each an atomic write of its own but the last two, and expects
   * success.
   */
  public void writeStrings(String id, int from, int to) {
    List<AtomicWrite> writes = new ArrayList<>();
    for (int i = from; i < to - 1; i++) {
      writes.add(atomic(event(id, i, "a-" + i)));
    }
    writes.add(
        to > from
            ? atomic(event(id, to - 1, "a-" + (to - 1)), event(id, to, "a-" + to))
            : atomic(event(id, to, "a-" + to)));
    expectWritten(from, to, write(writes.toArray(AtomicWrite[]::new)));
  }

  private void expectWritten(int from, int to, Object first) {
    if (first != JournalProtocol.WriteMessagesSuccessful$.MODULE$) {
      throw new AssertionError("Expected success but got " + first);
    }
    for (int i = from; i <= to; i++) {
      JournalProtocol.WriteMessageSuccess success =
          probe.expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
      if (success.persistent().sequenceNr() != i) {
        throw new AssertionError("Expected " + i + " but got " + success);
      }
    }
  }

  /** What a replay gives: events, then a RecoverySuccess or a failure. */
  public List<Object> replay(String id, long from, long to, long max) {
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, id, probe.getRef()), probe.getRef());
    List<Object> answers = new ArrayList<>();
    Object answer = probe.receiveOne(java.time.Duration.ofSeconds(20));
    while (answer instanceof JournalProtocol.ReplayedMessage replayed) {
      answers.add(replayed.persistent());
      answer = probe.receiveOne(java.time.Duration.ofSeconds(20));
    }
    answers.add(answer);
    return answers;
  }

  public void truncate(String id, long to) {
    journal.tell(new JournalProtocol.DeleteMessagesTo(id, to, probe.getRef()), probe.getRef());
  }
}
