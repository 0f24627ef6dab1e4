package dev.firn.node.http;

import dev.firn.events.Origin;
import dev.firn.events.decode.BodyDecompression;
import dev.firn.events.decode.DecodedRequest;
import dev.firn.events.decode.EventDecoder;
import dev.firn.events.decode.IngestLimits;
import dev.firn.events.decode.RequestHead;
import dev.firn.events.decode.UnreadableRequestException;
import org.jspecify.annotations.Nullable;

/** From a body as it came to rows. Each thread that decodes keeps its codecs and their buffers. */
public final class RequestDecoding {
  private final ThreadLocal<Codecs> codecs;

  private record Codecs(BodyDecompression decompression, EventDecoder decoder) {}

  /**
   * @param idKey the secret that event ids are hashed with
   */
  public RequestDecoding(IngestLimits limits, byte[] idKey) {
    this.codecs =
        ThreadLocal.withInitial(
            () -> new Codecs(new BodyDecompression(limits), new EventDecoder(limits, idKey)));
  }

  DecodedRequest decode(
      RequestHead head, @Nullable String contentEncoding, byte[] body, Origin origin)
      throws UnreadableRequestException {
    Codecs own = codecs.get();
    int length = own.decompression().decode(contentEncoding, body, body.length);
    return own.decoder().decode(head, own.decompression().bytes(), length, origin);
  }
}
