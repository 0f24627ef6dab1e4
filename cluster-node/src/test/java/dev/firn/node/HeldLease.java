package dev.firn.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.jspecify.annotations.Nullable;

/** A lease of which there is one in this process, in the place of one in Kubernetes. */
public final class HeldLease extends Lease {
  static final List<String> OWNERS = new CopyOnWriteArrayList<>();
  private static final AtomicReference<@Nullable String> OWNER = new AtomicReference<>();

  private final LeaseSettings settings;

  public HeldLease(LeaseSettings settings) {
    this.settings = settings;
  }

  @Override
  public LeaseSettings getSettings() {
    return settings;
  }

  @Override
  public CompletionStage<Boolean> acquire() {
    String self = settings.ownerName();
    boolean isFirst = OWNER.compareAndSet(null, self);
    if (isFirst) {
      OWNERS.add(self);
    }
    return CompletableFuture.completedFuture(isFirst || checkLease());
  }

  @Override
  public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> whenLost) {
    return acquire();
  }

  @Override
  public CompletionStage<Boolean> release() {
    return CompletableFuture.completedFuture(OWNER.compareAndSet(settings.ownerName(), null));
  }

  @Override
  public boolean checkLease() {
    return settings.ownerName().equals(OWNER.get());
  }
}
