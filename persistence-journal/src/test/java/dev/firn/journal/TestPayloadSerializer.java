package dev.firn.journal;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Like the persistence TCK's: insists that the journal tells serializers which system they work
 * for.
 */
final class TestPayloadSerializer extends SerializerWithStringManifest {

  private final ExtendedActorSystem system;

  TestPayloadSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return 666;
  }

  @Override
  public String manifest(Object o) {
    return "A";
  }

  @Override
  public byte[] toBinary(Object o) {
    requireTransportInformation();
    return Serialization.serializedActorPath(((TestPayload) o).ref())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    requireTransportInformation();
    return new TestPayload(
        system.provider().resolveActorRef(new String(bytes, StandardCharsets.UTF_8)));
  }

  private void requireTransportInformation() {
    Serialization.Information current =
        Objects.requireNonNull(Serialization$.MODULE$.currentTransportInformation().value());
    if (current.system() != system) {
      throw new IllegalStateException("wrong system " + current.system());
    }
  }
}
