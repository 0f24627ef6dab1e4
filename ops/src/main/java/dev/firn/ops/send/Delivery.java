package dev.firn.ops.send;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Brings one batch to its end: every event acknowledged or rejected, or the sender gives up. */
final class Delivery {
  private static final BackOff BACK_OFF =
      new BackOff(Duration.ofMillis(200), Duration.ofSeconds(10));

  private final Node node;
  private final Patience patience;
  private final Tally tally;
  private final Rejects rejects;

  Delivery(Node node, Patience patience, Tally tally, Rejects rejects) {
    this.node = node;
    this.patience = patience;
    this.tally = tally;
    this.rejects = rejects;
  }

  void deliver(Batch batch) throws InterruptedException, IOException, NotDelivered {
    long firstTried = System.nanoTime();
    int failures = 0;
    Batch left = batch;
    while (left.size() > 0) {
      Reply reply = post(left);
      Reply.Later later;
      if (reply instanceof Reply.Fates fates) {
        Batch before = left;
        left = settle(left, fates);
        failures = left.size() < before.size() ? 0 : failures;
        later = new Reply.Later("the node has no room", Duration.ZERO);
      } else if (reply instanceof Reply.Unfit unfit) {
        divide(left, unfit);
        return;
      } else if (reply instanceof Reply.Refused refused) {
        throw new NotDelivered(refused.why());
      } else {
        later = (Reply.Later) reply;
      }
      if (left.size() > 0) {
        failures++;
        pause(later, failures, firstTried);
      }
    }
  }

  private Reply post(Batch batch) throws InterruptedException {
    tally.inFlight.add(batch.size());
    try {
      return node.post(batch);
    } finally {
      tally.inFlight.add(-batch.size());
    }
  }

  /** Books what has its fate; gives back what is worth another try. */
  private Batch settle(Batch batch, Reply.Fates fates) throws IOException {
    tally.acknowledged.add(fates.accepted());
    tally.duplicates.add(fates.duplicates());
    List<Reply.Rejection> temporary =
        fates.rejections().stream().filter(Reply.Rejection::isTemporary).toList();
    for (Reply.Rejection rejection : fates.rejections()) {
      if (!rejection.isTemporary()) {
        rejects.add(batch.events().get(rejection.index()), rejection.reason(), rejection.detail());
      }
    }
    if (temporary.size() < batch.size()) {
      patience.renew();
    }
    return new Batch(temporary.stream().map(r -> batch.events().get(r.index())).toList());
  }

  private void divide(Batch batch, Reply.Unfit unfit)
      throws InterruptedException, IOException, NotDelivered {
    if (batch.size() == 1) {
      patience.renew();
      rejects.add(batch.events().get(0), unfit.reason(), unfit.detail());
    } else {
      deliver(batch.firstHalf());
      deliver(batch.secondHalf());
    }
  }

  private void pause(Reply.Later later, int failures, long firstTried)
      throws InterruptedException, NotDelivered {
    Duration left = patience.left(firstTried);
    if (left.isZero()) {
      throw new NotDelivered("no progress for too long; the last answer was: " + later.why());
    }
    Duration delay = BACK_OFF.delay(failures, later.notBefore(), ThreadLocalRandom.current());
    tally.retries.increment();
    TimeUnit.NANOSECONDS.sleep(Math.min(delay.toNanos(), left.toNanos()));
  }
}
