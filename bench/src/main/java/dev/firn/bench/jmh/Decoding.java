package dev.firn.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.bench.load.SampleRequests;
import dev.firn.bench.load.Workload;
import dev.firn.events.AppendedBatch;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.RowBlock;
import dev.firn.events.decode.DecodedRequest;
import dev.firn.events.decode.EventDecoder;
import dev.firn.events.decode.IngestLimits;
import dev.firn.events.decode.RequestHead;
import dev.firn.events.decode.UnreadableRequestException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Takes the generator's requests the way that a node takes them. */
final class Decoding {
  private static final RequestHead HEAD =
      new RequestHead("application/cloudevents-batch+json", List.of());

  private final EventDecoder decoder =
      new EventDecoder(IngestLimits.DEFAULT, "0123456789abcdef".getBytes(UTF_8));
  private final Origin origin = new Origin("default", System.currentTimeMillis() * 1000, Edge.NONE);

  /** Requests of one type and hour each, so that a batch is what one partition gets. */
  static SampleRequests requests(int events) {
    return new SampleRequests(new Workload(events, 1, 1, 850, Workload.Mix.REQUEST, 1));
  }

  DecodedRequest decode(byte[] body) throws UnreadableRequestException {
    return decoder.decode(HEAD, body, body.length, origin);
  }

  RowBlock block(byte[] body) throws UnreadableRequestException {
    return decode(body).blocks().get(0);
  }

  /** Appends of one partition, as a buffer hands them to the data file writer. */
  List<AppendedBatch> appends(SampleRequests requests, int count)
      throws UnreadableRequestException {
    List<AppendedBatch> appends = new ArrayList<>();
    RowBlock first = block(requests.next());
    for (int i = 1; i <= count; i++) {
      RowBlock block = i == 1 ? first : block(requests.next());
      if (block.partition().equals(first.partition())) {
        EventBatch batch = EventBatch.of(block.partition(), List.of(block));
        appends.add(new AppendedBatch(i, batch, new BitSet()));
      }
    }
    return appends;
  }
}
