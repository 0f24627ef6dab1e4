package dev.firn.ops.ctl;

import java.io.InputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Everything of {@code firn ctl}. A further command is a {@link CtlCommand} and a line in {@link
 * #with}.
 */
@Command(
    name = "ctl",
    description = "Looks at a node and tells it what to do.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Ctl implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli injects it
  private CommandSpec spec;

  private Ctl() {}

  /**
   * The command with all below it.
   *
   * @param stdin where answers to questions come from
   */
  public static CommandLine with(InputStream stdin) {
    return new CommandLine(new Ctl())
        .addSubcommand(new NodesCommand(stdin))
        .addSubcommand(new ShardsCommand(stdin))
        .addSubcommand(new PartitionsCommand(stdin))
        .addSubcommand(new MoveCommand(stdin))
        .addSubcommand(new PinCommand(stdin))
        .addSubcommand(new UnpinCommand(stdin))
        .addSubcommand(new RebalanceCommand(stdin))
        .addSubcommand(new DrainCommand(stdin))
        .addSubcommand(new UndrainCommand(stdin))
        .addSubcommand(
            new CommandLine(new CommitsCommand(stdin))
                .addSubcommand(new ResumeCommand(stdin))
                .addSubcommand(new AcceptRollbackCommand(stdin)))
        .addSubcommand(
            new CommandLine(new RejectedCommand())
                .addSubcommand(new RejectedListCommand(stdin))
                .addSubcommand(new RejectedShowCommand(stdin))
                .addSubcommand(new RedriveCommand(stdin)))
        .addSubcommand(new FlushCommand(stdin))
        .addSubcommand(new SnapshotsCommand(stdin))
        .addSubcommand(new AdoptCommand(stdin))
        .addSubcommand(new CompactCommand(stdin))
        .addSubcommand(new MaintenanceCommand(stdin))
        .addSubcommand(
            new CommandLine(new TagCommand(stdin))
                .addSubcommand(new TagListCommand(stdin))
                .addSubcommand(new TagDeleteCommand(stdin)))
        .addSubcommand(
            new CommandLine(new SchemaCommand())
                .addSubcommand(new SchemaShowCommand(stdin))
                .addSubcommand(new SchemaAddCommand(stdin))
                .addSubcommand(new SchemaRenameCommand(stdin))
                .addSubcommand(new SchemaWidenCommand(stdin))
                .addSubcommand(new SchemaDropCommand(stdin))
                .addSubcommand(new SchemaSuggestCommand(stdin)))
        .addSubcommand(new DiffCommand(stdin))
        .addSubcommand(new RollbackCommand(stdin))
        .addSubcommand(new AuditCommand(stdin));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected a command");
  }
}
