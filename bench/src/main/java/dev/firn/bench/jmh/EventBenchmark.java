package dev.firn.bench.jmh;

import dev.firn.bench.load.SampleRequests;
import dev.firn.events.BatchRows;
import dev.firn.events.EventBatch;
import dev.firn.events.RowBlock;
import dev.firn.events.decode.DecodedRequest;
import dev.firn.events.decode.UnreadableRequestException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A request of 100 events: decoded, made a batch, opened again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@OperationsPerInvocation(EventBenchmark.EVENTS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
public class EventBenchmark {
  static final int EVENTS = 100;
  private static final int REQUESTS = 64;

  private final Decoding decoding = new Decoding();
  private final byte[][] bodies = new byte[REQUESTS][];
  private final RowBlock[] blocks = new RowBlock[REQUESTS];
  private final EventBatch[] batches = new EventBatch[REQUESTS];
  private int next;

  /** Different requests, so that no cache or branch predictor knows them by heart. */
  @Setup
  public void setUp() throws UnreadableRequestException {
    SampleRequests requests = Decoding.requests(EVENTS);
    for (int i = 0; i < REQUESTS; i++) {
      bodies[i] = requests.next();
      blocks[i] = decoding.block(bodies[i]);
      batches[i] = EventBatch.of(blocks[i].partition(), List.of(blocks[i]));
    }
  }

  /** From the bytes of a request to rows by partition. */
  @Benchmark
  public DecodedRequest decode() throws UnreadableRequestException {
    return decoding.decode(bodies[next++ % REQUESTS]);
  }

  /** From rows to the batch that is journaled: mostly compression. */
  @Benchmark
  public EventBatch encode() {
    RowBlock block = blocks[next++ % REQUESTS];
    return EventBatch.of(block.partition(), List.of(block));
  }

  /** From the journaled bytes to rows that can be read. */
  @Benchmark
  public BatchRows open() {
    return EventBatch.read(batches[next++ % REQUESTS].bytes()).open();
  }
}
