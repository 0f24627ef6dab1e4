package dev.firn.events;

/**
 * What all rows of one request share.
 *
 * @param tenant whose events these are
 * @param ingestedAtMicros when the request was read, in microseconds since the epoch
 */
public record Origin(String tenant, long ingestedAtMicros, Edge edge) {

  void writeTo(ByteWriter out) {
    out.putText(tenant);
    out.putSignedVarint(ingestedAtMicros);
    edge.writeTo(out);
  }

  static Origin readFrom(ByteReader in) {
    return new Origin(in.readText(), in.readSignedVarint(), Edge.readFrom(in));
  }
}
