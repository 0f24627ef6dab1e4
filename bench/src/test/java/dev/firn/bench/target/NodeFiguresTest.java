package dev.firn.bench.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NodeFiguresTest {

  @Test
  void metricsAreReadInPrometheusForm() {
    Metrics metrics =
        Metrics.parse(
            """
            # HELP jvm_memory_used_bytes used
            jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1.0E6
            jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 2.0E6
            jvm_memory_used_bytes{area="nonheap",id="CodeCache"} 5.0
            jvm_memory_max_bytes{area="heap",id="G1 Eden Space"} -1.0
            jvm_memory_max_bytes{area="heap",id="G1 Old Gen"} 1024.0
            jvm_gc_pause_seconds_sum{action="end of minor GC"} 0.25
            jvm_gc_pause_seconds_sum{action="end of major GC"} 0.5 1395066363000
            """);

    assertThat(metrics.heapUsedBytes()).isEqualTo(3e6);
    assertThat(metrics.heapMaxBytes()).isEqualTo(1024);
    assertThat(metrics.gcSeconds()).isEqualTo(0.75);
  }

  @Test
  void theTableIsReadFromItsMetadata() throws IOException {
    TableState state =
        TableState.of(
            new ObjectMapper()
                .readTree(
                    """
                    {"current-snapshot-id":12,"snapshots":[
                      {"snapshot-id":12,"sequence-number":2,"timestamp-ms":2000,"summary":
                        {"total-records":"30","total-data-files":"3","total-files-size":"900"}},
                      {"snapshot-id":11,"sequence-number":1,"timestamp-ms":1000,"summary":
                        {"total-records":"10"}}]}"""));

    assertThat(state.rows()).isEqualTo(30);
    assertThat(state.files()).isEqualTo(3);
    assertThat(state.bytes()).isEqualTo(900);
    assertThat(state.sequence()).isEqualTo(2);
    assertThat(state.commits()).extracting(TableState.Commit::rows).containsExactly(10L, 30L);
  }

  @Test
  void aTableWithoutSnapshotsIsEmpty() throws IOException {
    assertThat(TableState.of(new ObjectMapper().readTree("{\"snapshots\":[]}")).rows()).isZero();
  }

  @Test
  void linuxTellsCpuAndMemory() throws IOException {
    assumeThat(ProcFs.isAvailable()).as("needs /proc").isTrue();
    ProcFs self = ProcFs.of(ProcessHandle.current().pid());

    assertThat(self.cpuMicros()).isPositive();
    assertThat(self.peakResidentBytes()).isGreaterThanOrEqualTo(10 << 20);
  }
}
