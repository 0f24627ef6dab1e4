package dev.firn.events;

import org.jspecify.annotations.Nullable;

/**
 * What the edge in front of Firn said about a request: the {@code cf_*} columns, in their order.
 */
public record Edge(
    @Nullable String colo,
    @Nullable String country,
    @Nullable String city,
    @Nullable String continent,
    @Nullable String postalCode,
    @Nullable String region,
    @Nullable String timezone,
    @Nullable String httpProtocol,
    @Nullable String tlsVersion,
    @Nullable String tlsCipher) {

  public static final Edge NONE =
      new Edge(null, null, null, null, null, null, null, null, null, null);

  void writeTo(ByteWriter out) {
    out.putNullableText(colo);
    out.putNullableText(country);
    out.putNullableText(city);
    out.putNullableText(continent);
    out.putNullableText(postalCode);
    out.putNullableText(region);
    out.putNullableText(timezone);
    out.putNullableText(httpProtocol);
    out.putNullableText(tlsVersion);
    out.putNullableText(tlsCipher);
  }

  static Edge readFrom(ByteReader in) {
    return new Edge(
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText(),
        in.readNullableText());
  }
}
