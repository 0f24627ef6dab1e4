package dev.firn.ops.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code firn ctl schema}: what stands before its commands. */
@Command(
    name = "schema",
    description = {
      "The table's columns, changed while events come in: show, suggest, add, rename, widen, drop.",
      "A change that would break something is refused, with the reason; none stops a writer."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class SchemaCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli injects it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Expected show, suggest, add, rename, widen or drop");
  }
}
