package dev.firn.bench.jmh;

import dev.firn.bench.target.LogFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench jmh}. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = "Runs the benchmarks of single steps; figures are microseconds an event.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class JmhCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..1",
      defaultValue = "dev\\.firn\\..*",
      description = "Regular expression that the benchmark's name must contain; all by default")
  private String pattern;

  @Option(names = "--gc", description = "Show allocation as well")
  private boolean showsAllocation;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the results as JSON")
  private @Nullable Path out;

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(pattern)
            .shouldFailOnError(true)
            .jvmArgsAppend("-D" + LogFile.PROPERTY + "=" + LogFile.NAME);
    if (showsAllocation) {
      options.addProfiler(GCProfiler.class);
    }
    if (out != null) {
      options.resultFormat(ResultFormatType.JSON).result(out.toString());
    }
    return new Runner(options.build()).run().isEmpty() ? 1 : 0;
  }
}
