package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ctl tag}. */
@Command(
    name = "tag",
    description = {
      "Gives a snapshot a name, under which it is kept and can be read.",
      "For a tag that is there already at that snapshot, changes how long it is kept."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TagCommand extends CtlCommand {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      arity = "0..1",
      description = "A letter, then letters, digits and . _ -")
  private @Nullable String name;

  @ArgGroup private @Nullable Point point;

  @Option(
      names = "--keep",
      paramLabel = "DURATION",
      description = "How long from now on, for example 30d or 12h (default: until it is deleted)")
  private @Nullable String keep;

  /** Which snapshot; the newest where nothing is said. */
  static final class Point {
    @Option(
        names = "--snapshot",
        paramLabel = "ID",
        description = "The snapshot, as firn ctl snapshots prints it (default: the newest)")
    private @Nullable String snapshot;

    @Option(
        names = "--at",
        paramLabel = "INSTANT",
        description = "The one that was current then, for example 2026-11-22T09:00:00Z")
    private @Nullable String instant;

    private @Nullable String text() {
      return snapshot != null ? snapshot : instant;
    }
  }

  TagCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    require(name != null, "Expected a name, or list or delete");
    StringBuilder path =
        new StringBuilder("/v1/tags/").append(NodeApi.encoded(String.valueOf(name)));
    String at = point == null ? null : point.text();
    path.append("?asOf=").append(NodeApi.encoded(at == null ? "current" : at));
    if (keep != null) {
      path.append("&keep=").append(NodeApi.encoded(keep));
    }
    JsonNode answer = node.post(path.toString());
    if (isJson()) {
      printJson(out, answer);
    } else {
      out.println(
          Text.filled("Tag {tag} keeps snapshot {snapshot} of {committed}, ", answer)
              + (answer.path("expires").isTextual()
                  ? "until " + Text.of(answer, "expires")
                  : "until it is deleted"));
    }
    return OK;
  }
}
