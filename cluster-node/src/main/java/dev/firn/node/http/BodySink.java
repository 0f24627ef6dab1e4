package dev.firn.node.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a request's body into one array, each byte copied once. Fails with {@link
 * RequestRefusedException} where it is larger than allowed, longer on its way than allowed, or
 * where the node runs out of room for it; what comes of it then passes unread first, within limits,
 * so that its sender gets to read the answer.
 */
final class BodySink
    extends AbstractGraphStageWithMaterializedValue<
        SinkShape<ByteString>, CompletionStage<byte[]>> {
  private static final byte[] NOTHING = {};

  private final Inlet<ByteString> in = Inlet.create("body");
  private final SinkShape<ByteString> shape = SinkShape.of(in);
  private final BodyLimits limits;
  private final Admission.Ticket ticket;
  private final int expected;

  /**
   * @param expected bytes that the ticket already holds, and the array begins with
   */
  BodySink(BodyLimits limits, Admission.Ticket ticket, int expected) {
    this.limits = limits;
    this.ticket = ticket;
    this.expected = expected;
  }

  @Override
  public SinkShape<ByteString> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, CompletionStage<byte[]>> createLogicAndMaterializedValuePair(
      Attributes inheritedAttributes) {
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    return Pair.create(new Logic(body), body);
  }

  /** What a body may take. */
  record BodyLimits(int bytes, Duration time, Duration retryAfter) {
    /** Of a refused body nothing is waited for that takes longer to come. */
    static final Duration SILENCE = Duration.ofSeconds(1);

    static final Problem CUT_OFF =
        Problem.of(ErrorCategory.UNREADABLE, "body-cut-off", "The request body ended early");

    /** How much of a refused body is waited for. */
    long mayPass() {
      return 4L * bytes;
    }

    Problem tooLarge() {
      return Problem.of(
          ErrorCategory.TOO_LARGE,
          "body-too-large",
          "A request body may have " + bytes + " bytes on the wire; send smaller batches");
    }

    Problem noRoom() {
      return Problem.of(
              ErrorCategory.OVERLOAD,
              "requests-in-flight",
              "The node holds as many bytes of requests as it may; try again shortly")
          .retryAfter(retryAfter);
    }

    Problem tooSlow() {
      return Problem.of(
          ErrorCategory.BODY_TIMEOUT,
          "body-timeout",
          "The request body did not arrive within " + time.toSeconds() + " s");
    }
  }

  private final class Logic extends TimerGraphStageLogic {
    private final CompletableFuture<byte[]> result;
    private byte[] body = new byte[expected];
    private int length;
    private @Nullable Problem refusal;
    private long mayPass = limits.mayPass();

    Logic(CompletableFuture<byte[]> result) {
      super(shape);
      this.result = result;
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              ByteString chunk = grab(in);
              if (refusal == null) {
                take(chunk);
              } else {
                pass(chunk.size());
              }
            }

            @Override
            public void onUpstreamFinish() {
              if (refusal == null) {
                result.complete(length == body.length ? body : Arrays.copyOf(body, length));
              }
              completeStage();
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              if (refusal == null) {
                result.completeExceptionally(cause);
              }
              completeStage();
            }
          });
    }

    @Override
    public void preStart() {
      scheduleOnce("deadline", limits.time());
      pull(in);
    }

    private void take(ByteString chunk) {
      int needed = length + chunk.size();
      if (needed > limits.bytes()) {
        refuse(limits.tooLarge());
      } else if (needed > body.length && !enlarge(needed)) {
        refuse(limits.noRoom());
      } else {
        chunk.copyToBuffer(ByteBuffer.wrap(body, length, chunk.size()));
        length = needed;
        pull(in);
      }
    }

    private boolean enlarge(int needed) {
      int capacity = Math.min(limits.bytes(), Math.max(needed, body.length * 2));
      if (!ticket.grow(capacity - body.length)) {
        return false;
      }
      body = Arrays.copyOf(body, capacity);
      return true;
    }

    private void refuse(Problem problem) {
      refusal = problem;
      body = NOTHING;
      ticket.release();
      pass(0);
    }

    private void pass(int bytes) {
      mayPass -= bytes;
      if (mayPass < 0) {
        completeStage();
      } else {
        scheduleOnce("silence", BodyLimits.SILENCE);
        pull(in);
      }
    }

    @Override
    public void onTimer(Object key) {
      if (refusal == null) {
        refusal = limits.tooSlow();
      }
      completeStage();
    }

    @Override
    public void postStop() {
      Problem problem = refusal == null ? BodyLimits.CUT_OFF : refusal;
      result.completeExceptionally(new RequestRefusedException(problem));
    }
  }
}
