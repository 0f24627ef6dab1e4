package dev.firn.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.node.audit.Auditing.Run;
import org.junit.jupiter.api.Test;

class AskedAuditTest {

  @Test
  void aClassThatIsMissingEndsTheAuditAsAFailure() {
    AskedAudit audit =
        new AskedAudit(
            () -> {
              throw new NoClassDefFoundError("org/apache/hadoop/fs/FileSystem");
            });
    assertThat(audit.isOver()).isFalse();
    audit.run();
    assertThat(audit.isOver()).isTrue();
    assertThat(audit.state()).isInstanceOf(Run.Failed.class);
  }

  @Test
  void whateverEndsItIsTold() {
    AskedAudit audit =
        new AskedAudit(
            () -> {
              throw new StackOverflowError();
            });
    assertThatThrownBy(audit::run).isInstanceOf(StackOverflowError.class);
    assertThat(audit.state()).isInstanceOf(Run.Failed.class);
  }
}
