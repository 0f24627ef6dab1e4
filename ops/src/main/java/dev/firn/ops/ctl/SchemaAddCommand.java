package dev.firn.ops.ctl;

import java.io.InputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl schema add}. */
@Command(
    name = "add",
    description = {
      "Adds an optional column, which other clients fill, or events from their data.",
      "With --from and --path the value there is written to the column from now on, and by",
      "compaction for older events; what does not fit its type is null there and counted.",
      "For a column that is there with this type: one more type of events fills it."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SchemaAddCommand extends SchemaChangeCommand {
  @Parameters(index = "0", paramLabel = "COLUMN", description = "Its name")
  private String column;

  @Parameters(
      index = "1",
      paramLabel = "TYPE",
      description =
          "boolean, int, long, float, double, decimal(P,S), string, date, timestamptz; without"
              + " --from also time, timestamp, uuid, binary")
  private String type;

  @ArgGroup(exclusive = false)
  private @Nullable Source source;

  @Option(names = "--required", hidden = true, description = "Is refused, with the reason")
  private boolean required;

  /** Where values come from. */
  static final class Source {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "TYPE",
        description = "Events of this type fill it, for example page.view")
    private String eventType;

    @Option(
        names = "--path",
        required = true,
        paramLabel = "PATH",
        description = "Where in their data, for example $.user.id or $.items[0]['odd name']")
    private String path;
  }

  SchemaAddCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    StringBuilder path = new StringBuilder(column(column)).append("?type=");
    path.append(NodeApi.encoded(type));
    if (required) {
      path.append("&required=true");
    }
    if (source != null) {
      path.append("&from=").append(NodeApi.encoded(source.eventType));
      path.append("&path=").append(NodeApi.encoded(source.path));
    }
    return change(node, out, path.toString(), NodeApi::post, column, "The table has it");
  }
}
