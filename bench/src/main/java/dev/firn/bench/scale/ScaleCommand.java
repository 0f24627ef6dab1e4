package dev.firn.bench.scale;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench scale}. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description = {
      "Reckons what a cluster would do each second, and where its first limit lies: docs/scale.md.",
      "Arithmetic over measured figures; nothing is started. Prints the tables of the document, or,",
      "with --set, those of one cluster of yours beside it as shipped."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ScaleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "INPUT=NUMBER",
      description = "Another value of an input, for example --set events=250000 --set nodes=20")
  private Map<String, Double> set = new LinkedHashMap<>();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (set.isEmpty()) {
      print(out, "Inputs", ScaleTables.inputs());
      print(out, "The model beside what was measured", Measured.table());
      print(out, Scenario.all());
      print(out, "Sizing", SizingTable.table());
    } else {
      print(
          out, List.of(new Scenario("as shipped", Inputs.DEFAULT), new Scenario("yours", yours())));
    }
    out.flush();
    return 0;
  }

  private Inputs yours() {
    Inputs inputs = Inputs.DEFAULT;
    for (Map.Entry<String, Double> one : set.entrySet()) {
      try {
        inputs = inputs.with(Input.named(one.getKey()), one.getValue());
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--set: " + e.getMessage(), e);
      }
    }
    return inputs;
  }

  private static void print(PrintWriter out, List<Scenario> scenarios) {
    ScaleTables tables = new ScaleTables(scenarios);
    print(out, "What is set", tables.settings());
    print(out, "What happens", tables.flow());
    print(out, "Limits", tables.limits());
  }

  private static void print(PrintWriter out, String title, String table) {
    out.println("## " + title + "\n\n" + table + "\n");
  }
}
