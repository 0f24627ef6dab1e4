package dev.firn.node.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * What a cluster is started with.
 *
 * @param port of its one URL; those after it are the nodes'; 0 takes free ones
 * @param data folder of everything
 * @param postgres the script that runs a private PostgreSQL
 * @param settings of every node
 * @param java the command of a node's JVM with its class path, but for settings and main class
 */
record Options(
    int nodes, int port, Path data, Path postgres, Properties settings, List<String> java) {

  private static final int MOST_NODES = 16;

  Options {
    java = List.copyOf(java);
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new IllegalArgumentException("--nodes is 1 to " + MOST_NODES + ", not " + nodes);
    }
    if (port < 0 || port > 65_000) {
      throw new IllegalArgumentException("--port is 0 to 65000, not " + port);
    }
  }

  /** {@code [--nodes N] [--port N] [--data DIR] [-Dkey=value …] --postgres SCRIPT -- JAVA …}. */
  static Options parse(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    int end = words.indexOf("--");
    int nodes = 3;
    int port = 8080;
    Path data = Path.of("cluster-data");
    Path postgres = Path.of("");
    Properties settings = new Properties();
    for (int i = 0; i < end; i++) {
      String word = words.get(i);
      if (word.startsWith("-D")) {
        int equals = word.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException(word + " lacks a value: -Dkey=value");
        }
        settings.setProperty(word.substring(2, equals), word.substring(equals + 1));
        continue;
      }
      String value = i + 1 < end ? words.get(++i) : "";
      switch (word) {
        case "--nodes" -> nodes = number(word, value);
        case "--port" -> port = number(word, value);
        case "--data" -> data = Path.of(given(word, value));
        case "--postgres" -> postgres = Path.of(given(word, value));
        default ->
            throw new IllegalArgumentException(
                "cluster does not know "
                    + word
                    + "; it takes --nodes, --port, --data and -Dkey=value");
      }
    }
    List<String> java = new ArrayList<>(words.subList(end + 1, words.size()));
    return new Options(nodes, port, data.toAbsolutePath(), postgres, settings, java);
  }

  private static String given(String option, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return value;
  }

  private static int number(String option, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " needs a number, not \"" + value + "\"", e);
    }
  }
}
