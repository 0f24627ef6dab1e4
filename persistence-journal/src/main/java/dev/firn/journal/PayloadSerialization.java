package dev.firn.journal;

import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import scala.jdk.javaapi.OptionConverters;

/**
 * Between Pekko's objects and stored records, by whatever serializers the actor system has
 * configured.
 */
public final class PayloadSerialization {

  private final ExtendedActorSystem system;
  private final Serialization serialization;

  public PayloadSerialization(ExtendedActorSystem system) {
    this.system = system;
    this.serialization = SerializationExtension.get(system);
  }

  public StoredRecord toRecord(PersistentRepr event) {
    long timestamp = event.timestamp() == 0 ? System.currentTimeMillis() : event.timestamp();
    return new StoredRecord(
        timestamp,
        event.writerUuid(),
        event.manifest(),
        serialize(event.payload()),
        OptionConverters.toJava(event.metadata()).map(this::serialize));
  }

  public PersistentRepr toEvent(String persistenceId, long sequenceNr, StoredRecord stored) {
    PersistentRepr event =
        PersistentRepr.apply(
                deserialize(stored.payload()),
                sequenceNr,
                persistenceId,
                stored.adapterManifest(),
                false,
                null,
                stored.writerUuid())
            .withTimestamp(stored.timestamp());
    Optional<Object> metadata = stored.metadata().map(this::deserialize);
    return metadata.isPresent() ? event.withMetadata(metadata.get()) : event;
  }

  public StoredRecord toRecord(SnapshotMetadata metadata, Object snapshot) {
    return new StoredRecord(
        metadata.timestamp(),
        "",
        "",
        serialize(snapshot),
        OptionConverters.toJava(metadata.metadata()).map(this::serialize));
  }

  public SnapshotMetadata metadata(String persistenceId, long sequenceNr, StoredRecord stored) {
    SnapshotMetadata metadata = new SnapshotMetadata(persistenceId, sequenceNr, stored.timestamp());
    Optional<Object> more = stored.metadata().map(this::deserialize);
    return more.isPresent() ? metadata.withMetadata(more.get()) : metadata;
  }

  private SerializedObject serialize(Object object) {
    return Serialization$.MODULE$.withTransportInformation(
        system,
        () -> {
          Serializer serializer = serialization.findSerializerFor(object);
          return new SerializedObject(
              serializer.identifier(),
              Serializers.manifestFor(serializer, object),
              serializer.toBinary(object));
        });
  }

  public Object deserialize(SerializedObject object) {
    return serialization
        .deserialize(object.bytes(), object.serializerId(), object.manifest())
        .get();
  }
}
