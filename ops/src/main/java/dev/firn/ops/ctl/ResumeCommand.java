package dev.firn.ops.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code firn ctl commits resume}. */
@Command(
    name = "resume",
    description = {
      "Has a parked committer look at the table again, now.",
      "For after an operator has mended what it was parked for; it decides anew and may park again."
    })
final class ResumeCommand extends CtlCommand {

  ResumeCommand(InputStream stdin) {
    super(stdin);
  }

  @Override
  int run(NodeApi node, PrintWriter out) throws CtlException, InterruptedException {
    if (!isJson()) {
      for (JsonNode committer : node.get("/v1/commits").path("committers")) {
        out.println(
            CommitsCommand.table(committer)
                + ", "
                + Text.of(committer, "phase")
                + ": "
                + Text.of(committer, "trouble"));
      }
    }
    confirm("Have the committer try again?");
    JsonNode answer = node.post("/v1/commits/resume");
    if (isJson()) {
      printJson(out, answer);
    } else {
      out.println(
          answer.path("resumed").asInt() > 0
              ? "A parked committer looks at the table again; firn ctl commits shows what came of it"
              : "No committer was parked");
    }
    return OK;
  }
}
