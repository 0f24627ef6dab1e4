package dev.firn.journal;

import dev.firn.journal.JournalOperation.DeleteSnapshots;
import dev.firn.journal.JournalOperation.SaveSnapshot;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/** The snapshot plugin, in the same database and through the same writer as the events. */
public final class RocksDbSnapshotStore extends SnapshotStore {

  private final EmbeddedJournal journal;
  private final PayloadSerialization serialization;
  private final Executor replayExecutor;

  public RocksDbSnapshotStore() {
    ExtendedActorSystem system = (ExtendedActorSystem) context().system();
    this.journal = EmbeddedJournal.get(system);
    this.serialization = new PayloadSerialization(system);
    this.replayExecutor = system.dispatchers().lookup("firn.journal.embedded.replay-dispatcher");
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return PluginFutures.of(
        CompletableFuture.supplyAsync(() -> load(persistenceId, criteria), replayExecutor));
  }

  private Optional<SelectedSnapshot> load(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return journal
        .store()
        .read(view -> SnapshotReader.newest(view, persistenceId, SnapshotRange.of(criteria)))
        .map(found -> selected(persistenceId, found));
  }

  private SelectedSnapshot selected(String persistenceId, SnapshotReader.Found found) {
    return SelectedSnapshot.create(
        serialization.metadata(persistenceId, found.sequenceNr(), found.stored()),
        serialization.deserialize(found.stored().payload()));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    byte[] record =
        RecordCodec.encode(
            serialization.toRecord(metadata, snapshot),
            metadata.persistenceId(),
            metadata.sequenceNr(),
            0);
    return submit(
        new SaveSnapshot(
            metadata.persistenceId(), new EncodedEvent(metadata.sequenceNr(), record)));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return submit(new DeleteSnapshots(metadata.persistenceId(), SnapshotRange.of(metadata)));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return submit(new DeleteSnapshots(persistenceId, SnapshotRange.of(criteria)));
  }

  private Future<Void> submit(JournalOperation operation) {
    return PluginFutures.ofDone(journal.submit(operation));
  }
}
