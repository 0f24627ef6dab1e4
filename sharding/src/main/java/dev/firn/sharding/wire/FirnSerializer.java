package dev.firn.sharding.wire;

import dev.firn.sharding.commit.CommitterProtocol.Verdict;
import dev.firn.sharding.partition.PartitionEvent.EventsAppended;
import dev.firn.sharding.partition.PartitionProtocol.Append;
import dev.firn.sharding.partition.PartitionProtocol.Redrive;
import java.io.NotSerializableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Bytes of everything {@link dev.firn.sharding.Portable}. A manifest names one form for ever: a
 * changed form gets a new manifest, and the old one stays readable.
 */
public final class FirnSerializer extends SerializerWithStringManifest {
  /** Stands in journals; never to be changed. */
  public static final int IDENTIFIER = 7_246_011;

  private final Map<String, Codec<?>> byManifest = new HashMap<>();
  private final Map<Class<?>, Codec<?>> byClass = new HashMap<>();

  /** Called by Pekko. */
  public FirnSerializer(ExtendedActorSystem system) {
    register(PartitionCodecs.all());
    register(CommitterCodecs.all());
    register(CommitterSnapshotCodecs.all());
    register(CommitterStatusCodecs.all());
    register(SettlingCodecs.all());
    ActorRefResolver refs = ActorRefResolver.get(Adapter.toTyped(system));
    register(TenantCodecs.all(refs));
    register(AccountCodecs.all(refs));
    register(new MessageCodecs(refs).all());
    register(PlacementCodecs.all());
    register(NodeCodecs.all(refs));
    register(new PlacementMessageCodecs(refs).all());
    register(
        new CommitterMessageCodecs(refs, Adapter.<Verdict>toTyped(system.deadLetters())).all());
  }

  /** Of several forms of one class the last is written; all are read. */
  private void register(List<Codec<?>> codecs) {
    for (Codec<?> codec : codecs) {
      if (byManifest.put(codec.manifest(), codec) != null) {
        throw new IllegalStateException("Two codecs for manifest " + codec.manifest());
      }
      byClass.put(codec.type(), codec);
    }
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    return codec(value).manifest();
  }

  @Override
  public byte[] toBinary(Object value) {
    return codec(value).encode(value, sizeHint(value));
  }

  private Codec<?> codec(Object value) {
    Codec<?> codec = byClass.get(value.getClass());
    if (codec == null) {
      throw new IllegalArgumentException("No codec for " + value.getClass());
    }
    return codec;
  }

  private static int sizeHint(Object value) {
    if (value instanceof EventsAppended event) {
      return event.batch().sizeInBytes() + 64;
    }
    if (value instanceof Redrive redrive) {
      return sizeHint(redrive.append());
    }
    return value instanceof Append append ? append.batch().sizeInBytes() + 256 : 256;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Codec<?> codec = byManifest.get(manifest);
    if (codec == null) {
      throw new NotSerializableException(
          "No form with manifest " + manifest + " is known; it was written by a newer version");
    }
    return codec.decode(bytes);
  }
}
