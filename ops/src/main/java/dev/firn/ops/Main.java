package dev.firn.ops;

import dev.firn.ops.ctl.Ctl;
import dev.firn.ops.send.SendCommand;
import java.io.InputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that talk to a node from outside. */
@Command(
    name = "firn",
    description = "Talks to a Firn node over HTTP.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli injects it
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected a command");
  }

  public static void main(String[] args) {
    System.exit(commandLine(System.in).execute(args));
  }

  /** The whole command line, with {@code stdin} as what {@code -} stands for. */
  public static CommandLine commandLine(InputStream stdin) {
    return new CommandLine(new Main())
        .addSubcommand(new SendCommand(stdin))
        .addSubcommand(Ctl.with(stdin))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
