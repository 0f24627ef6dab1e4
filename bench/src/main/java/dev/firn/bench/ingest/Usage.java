package dev.firn.bench.ingest;

import dev.firn.bench.target.ProcFs;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * What node and generator took, as the operating system counts it; the node's is absent where its
 * process is not known.
 */
record Usage(
    OptionalLong nodeCpuMicros, OptionalLong nodePeakResidentBytes, long generatorCpuMicros) {

  static Usage of(OptionalLong pid) throws IOException {
    long own = ProcFs.isAvailable() ? ProcFs.of(ProcessHandle.current().pid()).cpuMicros() : 0;
    if (pid.isEmpty() || !ProcFs.isAvailable()) {
      return new Usage(OptionalLong.empty(), OptionalLong.empty(), own);
    }
    ProcFs node = ProcFs.of(pid.getAsLong());
    return new Usage(
        OptionalLong.of(node.cpuMicros()), OptionalLong.of(node.peakResidentBytes()), own);
  }

  /** CPU since then; the peak of memory stays what it is. */
  Usage since(Usage before) {
    OptionalLong node =
        nodeCpuMicros.isPresent() && before.nodeCpuMicros.isPresent()
            ? OptionalLong.of(nodeCpuMicros.getAsLong() - before.nodeCpuMicros.getAsLong())
            : OptionalLong.empty();
    return new Usage(node, nodePeakResidentBytes, generatorCpuMicros - before.generatorCpuMicros);
  }

  /** The generator's own CPU only while it generated: polling for commits is not load. */
  Usage generatorUntil(Usage loadEnded, Usage loadStarted) {
    return new Usage(
        nodeCpuMicros,
        nodePeakResidentBytes,
        loadEnded.generatorCpuMicros - loadStarted.generatorCpuMicros);
  }
}
