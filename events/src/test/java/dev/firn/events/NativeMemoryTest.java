package dev.firn.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {

  @Test
  void whatAThreadKeptForItselfIsFreedAfterItsEnd() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    ThreadLocal<Kept> own = ThreadLocal.withInitial(() -> new Kept(closed::countDown));
    Thread thread = new Thread(own::get);
    thread.start();
    thread.join();

    boolean isClosed = false;
    for (int i = 0; i < 100 && !isClosed; i++) {
      System.gc();
      isClosed = closed.await(100, TimeUnit.MILLISECONDS);
    }
    assertThat(isClosed).isTrue();
  }

  @Test
  void whatIsInUseStays() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Kept kept = new Kept(closed::countDown);
    System.gc();
    assertThat(closed.await(200, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(kept.memory).isNotNull();
  }

  private static final class Kept {
    private final Closeable memory;

    Kept(Closeable memory) {
      this.memory = NativeMemory.ownedBy(this, memory);
    }
  }
}
