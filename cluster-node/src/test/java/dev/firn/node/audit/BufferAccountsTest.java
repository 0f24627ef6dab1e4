package dev.firn.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.node.audit.BufferAccounts.Kind;
import dev.firn.sharding.EventBuffers;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BufferAccountsTest {
  private static final EventBuffers SILENT =
      (EventBuffers)
          Proxy.newProxyInstance(
              EventBuffers.class.getClassLoader(),
              new Class<?>[] {EventBuffers.class},
              (proxy, method, arguments) -> new CompletableFuture<>());

  private final BufferAccounts accounts =
      new BufferAccounts(SILENT, Kind.EVENTS, Duration.ofMillis(50));

  @Test
  void anAuditWaitsForNobodyForEver() {
    assertThatThrownBy(accounts::awake)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("the buffers did not answer the audit within");
    assertThatThrownBy(() -> accounts.ledger("table")).hasMessageContaining("the committers");
    assertThat(accounts.accounts(List.of("a", "b")))
        .as("one by one, and told in the log")
        .isEmpty();
  }

  @Test
  void anAuditThatIsStoppedWaitsNoLonger() {
    BufferAccounts patient = new BufferAccounts(SILENT, Kind.EVENTS, Duration.ofHours(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(patient::awake).hasMessageContaining("The audit was stopped");
    assertThat(Thread.interrupted()).isTrue();
  }
}
