package dev.firn.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.load.Workload;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final Workload WORKLOAD = new Workload(3, 1, 1, 500, Workload.Mix.BATCH, 7);

  private final Promises promises = new Promises(WORKLOAD);
  private final Audit audit = new Audit();

  @Test
  void everyAcknowledgedEventOnceIsWellAndAnIndeterminateOneMayBeThere() {
    promises.ended(0, 3, true);
    promises.ended(3, 3, false);
    for (int i = 0; i < 4; i++) {
      audit.see(row(i, i));
    }

    assertThat(audit.problems(promises)).isEmpty();
  }

  @Test
  void everyViolationIsNamed() {
    promises.ended(0, 3, true);
    audit.see(row(0, 0));
    audit.see(row(0, 1));
    audit.see(row(1, 1));
    audit.see(row(9, 2));

    assertThat(audit.problems(promises))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("K1").contains(WORKLOAD.id(2)),
            p -> assertThat(p).startsWith("K2").contains(WORKLOAD.id(0)),
            p -> assertThat(p).startsWith("K3").contains("w#1/1/1"),
            p -> assertThat(p).startsWith("K6").contains(WORKLOAD.id(9)));
  }

  private static Row row(long event, int place) {
    return new Row(WORKLOAD.id(event), "w#1", 1, place);
  }
}
