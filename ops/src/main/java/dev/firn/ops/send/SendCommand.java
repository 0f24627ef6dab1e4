package dev.firn.ops.send;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firn send}. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Posts CloudEvents from files to a node and says what became of them.",
      "Sending the same files again is safe: what has arrived is counted as duplicate."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every event is acknowledged",
      "1:some events were rejected",
      "2:wrong usage",
      "3:not everything was delivered"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SendCommand implements Callable<Integer> {
  private static final int REJECTED = 1;
  private static final int NOT_DELIVERED = 3;
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);
  private static final int BATCHES_PER_SECOND = 4;

  private final InputStream stdin;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "NDJSON, a JSON array of events, {\"events\":[…]} or single events; plain, gzip or zstd;"
              + " - for standard input")
  private List<String> files;

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The node (default: ${DEFAULT-VALUE})")
  private URI url;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Events a request, at most 5000 (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests at a time (default: ${DEFAULT-VALUE})")
  private int concurrency;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Events a second at most; 0 for no limit (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:FIRN_API_KEY}",
      description = "API key (default: $FIRN_API_KEY)")
  private @Nullable String key;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = Durations.class,
      description = "How long to retry without any progress (default: ${DEFAULT-VALUE})")
  private Duration patience;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Write rejected events there, one a line")
  private @Nullable Path rejectsFile;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the summary (default: ${DEFAULT-VALUE})")
  private Summary.Format format;

  /**
   * @param stdin what {@code -} stands for
   */
  public SendCommand(InputStream stdin) {
    this.stdin = stdin;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkRanges();
    List<Input> inputs = inputs();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Tally tally = new Tally();
    try (Rejects rejects = openRejects(tally)) {
      Summary summary = new Summary(tally, rejects, format, out, err);
      // Never removed: that fails when the run ends just as it is being broken off.
      Runtime.getRuntime().addShutdownHook(new Thread(summary::print, "summary"));
      Optional<String> failure;
      try (Progress progress =
          new Progress(tally, totalSize(inputs), err, Terminal.isOnStandardError())) {
        progress.start();
        failure = sender(tally, rejects).send(inputs);
      }
      summary.print();
      failure.ifPresent(why -> err.println("firn send: not everything was delivered: " + why));
      return failure.isPresent() ? NOT_DELIVERED : tally.rejected.sum() > 0 ? REJECTED : 0;
    }
  }

  private Sender sender(Tally tally, Rejects rejects) {
    Duration timeout = patience.compareTo(LONGEST_REQUEST) < 0 ? patience : LONGEST_REQUEST;
    Optional<String> apiKey = Optional.ofNullable(key).filter(k -> !k.isEmpty());
    Delivery delivery =
        new Delivery(
            new Node(url, apiKey, timeout),
            new Patience(patience, System::nanoTime),
            tally,
            rejects);
    int eventsPerBatch =
        rate > 0 ? Math.max(1, (int) Math.min(batch, rate / BATCHES_PER_SECOND)) : batch;
    return new Sender(delivery, tally, rejects, eventsPerBatch, concurrency, rate);
  }

  private void checkRanges() {
    check(batch >= 1 && batch <= 5000, "--batch takes 1 to 5000, got " + batch);
    check(
        concurrency >= 1 && concurrency <= 256, "--concurrency takes 1 to 256, got " + concurrency);
    check(rate >= 0, "--rate takes 0 or more, got " + rate);
    check(!patience.isZero(), "--patience takes more than 0");
    String scheme = url.getScheme();
    check(
        url.getHost() != null && ("http".equals(scheme) || "https".equals(scheme)),
        "--to takes an http or https URL, got " + url);
  }

  private List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (String file : files) {
      boolean isStdin = file.equals("-");
      check(isStdin || isReadable(Path.of(file)), "No such file, or not readable: " + file);
      inputs.add(isStdin ? Input.stdin(stdin) : Input.file(Path.of(file)));
    }
    return inputs;
  }

  private static boolean isReadable(Path path) {
    return Files.isReadable(path) && !Files.isDirectory(path);
  }

  private Rejects openRejects(Tally tally) {
    try {
      return Rejects.open(tally, Optional.ofNullable(rejectsFile));
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--rejects: cannot write " + e.getMessage(), e);
    }
  }

  private static OptionalLong totalSize(List<Input> inputs) {
    boolean known = inputs.stream().allMatch(i -> i.size().isPresent());
    return known
        ? OptionalLong.of(inputs.stream().mapToLong(i -> i.size().orElseThrow()).sum())
        : OptionalLong.empty();
  }

  private void check(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
