package dev.firn.node.listen;

import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Between a connection and the library that reads requests from it, and holds of a head whatever
 * has come. A head that should have ended is at its end here: the library answers that, and nothing
 * that comes afterwards is kept.
 */
final class HeadBound extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("HeadBound.in");
  private final Outlet<ByteString> out = Outlet.create("HeadBound.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final HeadWatch head;

  /**
   * @param head of this connection alone
   */
  HeadBound(HeadWatch head) {
    this.head = head;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              receive(grab(in));
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              ask();
            }
          });
    }

    private void receive(ByteString piece) {
      if (isClosed(out)) {
        pull(in);
        return;
      }
      head.received(piece, System.nanoTime()).ifPresentOrElse(next -> push(out, next), this::ask);
    }

    private void ask() {
      if (head.isOverdue(System.nanoTime())) {
        complete(out);
      }
      pull(in);
    }
  }
}
