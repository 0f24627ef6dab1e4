package dev.firn.journal;

import java.util.Arrays;
import java.util.Objects;

/**
 * What Pekko Serialization made of an object. The bytes are not copied: who hands them over no
 * longer changes them.
 */
public final class SerializedObject {

  private final int serializerId;
  private final String manifest;
  private final byte[] bytes;

  public SerializedObject(int serializerId, String manifest, byte[] bytes) {
    this.serializerId = serializerId;
    this.manifest = manifest;
    this.bytes = bytes;
  }

  public int serializerId() {
    return serializerId;
  }

  public String manifest() {
    return manifest;
  }

  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SerializedObject that
        && serializerId == that.serializerId
        && manifest.equals(that.manifest)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(serializerId, manifest, Arrays.hashCode(bytes));
  }

  @Override
  public String toString() {
    return "SerializedObject(" + serializerId + ", " + manifest + ", " + bytes.length + " bytes)";
  }
}
