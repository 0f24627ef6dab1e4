package dev.firn.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.audit.LakeAudit;
import dev.firn.node.audit.Auditing.Run;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class AskedAuditsTest {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final AskedAudits audits = new AskedAudits(waiting::add);

  @Test
  void aClassThatIsMissingEndsTheAuditAsAFailure() {
    long number =
        audits
            .begin(
                () -> {
                  throw new NoClassDefFoundError("org/apache/hadoop/fs/FileSystem");
                })
            .orElseThrow();
    assertThat(audits.run(number)).hasValue(new Run.Running());
    waiting.remove().run();
    assertThat(audits.run(number)).hasValueSatisfying(AskedAuditsTest::isAFailure);
  }

  @Test
  void whateverEndsItIsTold() {
    long number =
        audits
            .begin(
                () -> {
                  throw new StackOverflowError();
                })
            .orElseThrow();
    assertThatThrownBy(waiting.remove()::run).isInstanceOf(StackOverflowError.class);
    assertThat(audits.run(number)).hasValueSatisfying(AskedAuditsTest::isAFailure);
  }

  @Test
  void onlySoManyWait() {
    for (int i = 0; i < 4; i++) {
      assertThat(audits.begin(AskedAuditsTest::never)).isPresent();
    }
    assertThat(audits.begin(AskedAuditsTest::never)).isEmpty();
  }

  private static LakeAudit.Report never() {
    throw new AssertionError("not to be run");
  }

  private static void isAFailure(Run run) {
    assertThat(run).isInstanceOf(Run.Failed.class);
  }
}
