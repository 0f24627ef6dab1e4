package dev.firn.bench.ingest;

import dev.firn.bench.target.ProcFs;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * What nodes, generator and what else there is took, as the operating system counts it; absent
 * where a process is not known.
 *
 * @param nodeCpuMicros of all nodes
 * @param nodePeakResidentBytes of the largest of them
 */
record Usage(
    OptionalLong nodeCpuMicros,
    OptionalLong nodePeakResidentBytes,
    OptionalLong databaseCpuMicros,
    OptionalLong catalogCpuMicros,
    long generatorCpuMicros) {

  static Usage of(Subject subject) throws IOException {
    if (!ProcFs.isAvailable()) {
      OptionalLong unknown = OptionalLong.empty();
      return new Usage(unknown, unknown, unknown, unknown, 0);
    }
    long own = ProcFs.of(ProcessHandle.current().pid()).cpuMicros();
    OptionalLong database = OptionalLong.empty();
    if (subject.database().isPresent()) {
      database = OptionalLong.of(ProcFs.serverCpuMicros(subject.database().get()));
    }
    OptionalLong catalog = OptionalLong.empty();
    if (subject.keeper().isPresent()) {
      catalog = OptionalLong.of(ProcFs.of(subject.keeper().getAsLong()).cpuMicros());
    }
    return ofNodes(subject.processes(), database, catalog, own);
  }

  private static Usage ofNodes(
      List<Long> nodes, OptionalLong database, OptionalLong catalog, long own) throws IOException {
    if (nodes.isEmpty()) {
      return new Usage(OptionalLong.empty(), OptionalLong.empty(), database, catalog, own);
    }
    long cpu = 0;
    long resident = 0;
    for (long node : nodes) {
      cpu += ProcFs.of(node).cpuMicros();
      resident = Math.max(resident, ProcFs.of(node).peakResidentBytes());
    }
    return new Usage(OptionalLong.of(cpu), OptionalLong.of(resident), database, catalog, own);
  }

  /** CPU since then; the peak of memory stays what it is. */
  Usage since(Usage before) {
    return new Usage(
        difference(nodeCpuMicros, before.nodeCpuMicros),
        nodePeakResidentBytes,
        difference(databaseCpuMicros, before.databaseCpuMicros),
        difference(catalogCpuMicros, before.catalogCpuMicros),
        generatorCpuMicros - before.generatorCpuMicros);
  }

  private static OptionalLong difference(OptionalLong after, OptionalLong before) {
    return after.isPresent() && before.isPresent()
        ? OptionalLong.of(after.getAsLong() - before.getAsLong())
        : OptionalLong.empty();
  }

  /** The generator's own CPU only while it generated: polling for commits is not load. */
  Usage generatorUntil(Usage loadEnded, Usage loadStarted) {
    return new Usage(
        nodeCpuMicros,
        nodePeakResidentBytes,
        databaseCpuMicros,
        catalogCpuMicros,
        loadEnded.generatorCpuMicros - loadStarted.generatorCpuMicros);
  }
}
