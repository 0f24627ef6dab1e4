package dev.firn.journal.postgres;

import dev.firn.journal.EncodedEvent;
import dev.firn.journal.PayloadSerialization;
import dev.firn.journal.PluginFutures;
import dev.firn.journal.RecordCodec;
import dev.firn.journal.SnapshotRange;
import dev.firn.journal.postgres.EventPage.Row;
import dev.firn.journal.postgres.PostgresWrite.DeleteSnapshots;
import dev.firn.journal.postgres.PostgresWrite.SaveSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/** The snapshot plugin, in the same database as the events. */
public final class PostgresSnapshotStore extends SnapshotStore {

  private final PostgresJournal journal;
  private final PayloadSerialization serialization;
  private final Executor replayExecutor;

  public PostgresSnapshotStore() {
    ExtendedActorSystem system = (ExtendedActorSystem) context().system();
    this.journal = PostgresJournal.get(system);
    this.serialization = new PayloadSerialization(system);
    this.replayExecutor = system.dispatchers().lookup("firn.journal.postgres.replay-dispatcher");
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return PluginFutures.of(
        CompletableFuture.supplyAsync(
            () -> load(persistenceId, SnapshotRange.of(criteria)), replayExecutor));
  }

  private Optional<SelectedSnapshot> load(String id, SnapshotRange range) {
    return journal
        .read(connection -> newest(connection, id, range))
        .map(found -> selected(id, found));
  }

  private Optional<Row> newest(Connection connection, String id, SnapshotRange range)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(journal.tables().newestSnapshot())) {
      WriteTransaction.bind(select, id, range);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(stored(id, row.getLong(1), row.getBytes(2)))
            : Optional.empty();
      }
    }
  }

  private static Row stored(String id, long sequenceNr, byte[] record) {
    return new Row(sequenceNr, RecordCodec.decode(record, 0, id, sequenceNr));
  }

  private SelectedSnapshot selected(String id, Row found) {
    return SelectedSnapshot.create(
        serialization.metadata(id, found.sequenceNr(), found.stored()),
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
            metadata.persistenceId(),
            new EncodedEvent(metadata.sequenceNr(), record),
            metadata.timestamp()));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return submit(new DeleteSnapshots(metadata.persistenceId(), SnapshotRange.of(metadata)));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return submit(new DeleteSnapshots(persistenceId, SnapshotRange.of(criteria)));
  }

  private Future<Void> submit(PostgresWrite write) {
    return PluginFutures.ofDone(journal.submit(write));
  }
}
