package dev.firn.bench.load;

import java.nio.ByteBuffer;
import java.util.Random;

/** Bodies of the requests that the load generator sends, for benchmarks within one process. */
public final class SampleRequests {
  private final RequestTemplate template;
  private final EventClock clock;
  private final Mixer random = new Mixer(1);
  private long nextEvent;

  public SampleRequests(Workload workload) {
    this.template = RequestTemplate.of(workload, new PageViews(new Random(42)), "");
    this.clock = new EventClock(workload.hours());
  }

  /** A JSON array of new events of the present hour. */
  public byte[] next() {
    clock.update(System.currentTimeMillis());
    template.patch(nextEvent, clock, random);
    nextEvent += template.events();
    ByteBuffer bytes = template.bytes();
    int start = 0;
    while (bytes.get(start) != '[') {
      start++;
    }
    byte[] body = new byte[bytes.limit() - start];
    bytes.get(start, body);
    return body;
  }
}
