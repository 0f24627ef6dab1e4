package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What every command of {@code firn ctl} shares: which node, whose key, how to answer. A command
 * asks the node and prints; what goes wrong between the two becomes an exit code here.
 */
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done, nothing wrong",
      "1:something is wrong, or the node refused",
      "2:wrong usage",
      "3:the node could not be reached or is not ready"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
abstract class CtlCommand implements Callable<Integer> {
  static final int OK = 0;
  static final int WRONG = CtlException.REFUSED;

  /** How answers are printed. */
  enum Format {
    TABLE,
    JSON
  }

  private final InputStream stdin;
  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The node (default: ${DEFAULT-VALUE})")
  private URI url;

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "Form of the answer; json is the node's own (default: ${DEFAULT-VALUE})")
  private Format format;

  @Option(names = "--yes", description = "Do not ask before changing something")
  private boolean yes;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description =
          "File that holds the operator's API key and nothing else, as the key is sent, not its"
              + " hash (default: the key in $FIRN_OPERATOR_KEY)")
  private @Nullable Path keyFile;

  /**
   * @param stdin where answers to questions come from
   */
  CtlCommand(InputStream stdin) {
    this.stdin = stdin;
  }

  /** Asks and prints; answers the exit code. */
  abstract int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    require(
        url.getHost() != null
            && ("http".equals(url.getScheme()) || "https".equals(url.getScheme())),
        "--to takes an http or https URL, got " + url);
    PrintWriter out = spec.commandLine().getOut();
    try {
      return run(new NodeApi(url, key()), out);
    } catch (CtlException e) {
      err().println("firn ctl: " + e.getMessage());
      return e.exitCode();
    } finally {
      out.flush();
    }
  }

  private Optional<String> key() {
    if (keyFile == null) {
      return Optional.ofNullable(System.getenv("FIRN_OPERATOR_KEY")).filter(key -> !key.isBlank());
    }
    try {
      String key = Files.readString(keyFile).strip();
      require(
          key.matches("[\\x21-\\x7e]+"),
          "--key-file: expected the key and nothing else in "
              + keyFile
              + "; the node's own firn.auth.keys-file is another");
      require(!key.startsWith("sha256:"), "--key-file: expected the key, not its hash");
      return Optional.of(key);
    } catch (NoSuchFileException e) {
      throw new ParameterException(
          spec.commandLine(), "--key-file: there is no file " + keyFile, e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--key-file: cannot read " + e.getMessage(), e);
    }
  }

  final boolean isJson() {
    return format == Format.JSON;
  }

  /** Prints an answer as the node gave it. */
  static void printJson(PrintWriter out, JsonNode answer) {
    out.println(answer.toPrettyString());
  }

  /** Prints an answer as the node gave it, or as a table. */
  final int show(PrintWriter out, JsonNode answer, Function<JsonNode, Table> table) {
    if (isJson()) {
      printJson(out, answer);
    } else {
      table.apply(answer).print(out);
    }
    return OK;
  }

  final void require(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /**
   * Asks before something is changed that cannot be undone.
   *
   * @throws CtlException where the answer is not yes
   */
  final void confirm(String question) throws CtlException {
    if (yes) {
      return;
    }
    err().print(question + " [y/N] ");
    err().flush();
    if (!isYes(answer())) {
      throw CtlException.refused("nothing was changed; --yes answers for scripts");
    }
  }

  private @Nullable String answer() throws CtlException {
    try {
      return new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8)).readLine();
    } catch (IOException e) {
      throw CtlException.refused("no answer could be read: " + e.getMessage());
    }
  }

  private static boolean isYes(@Nullable String answer) {
    return answer != null && answer.strip().matches("(?i)y(es)?");
  }
}
