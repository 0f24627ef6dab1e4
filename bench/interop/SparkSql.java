import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session that obeys lines on its standard input, one statement each. Each is answered by
 * one line: {@code rows} and a JSON array of the rows, or {@code error} and what went wrong. What
 * Spark itself has to say goes to standard error. The session ends with its input.
 */
public final class SparkSql {
  private SparkSql() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err);
    try (SparkSession spark = session(arguments[0], arguments[1]);
        BufferedReader statements = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      answers.println("rows [{\"version\":\"" + spark.version() + "\"}]");
      for (String sql = statements.readLine(); sql != null; sql = statements.readLine()) {
        answers.println(answer(spark, sql));
      }
    }
  }

  /** Caches no table: each statement is to see the newest snapshot. */
  private static SparkSession session(String catalog, String folder) {
    return SparkSession.builder()
        .master("local[2]")
        .appName("firn interop")
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", folder)
        .config("spark.log.level", "WARN")
        .config("spark.sql.warehouse.dir", folder)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", 4)
        .config(
            "spark.sql.extensions",
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config("spark.sql.catalog.firn", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.firn.type", "rest")
        .config("spark.sql.catalog.firn.uri", catalog)
        .config("spark.sql.catalog.firn.cache-enabled", false)
        .getOrCreate();
  }

  private static String answer(SparkSession spark, String sql) {
    try {
      List<String> rows = spark.sql(sql).toJSON().collectAsList();
      return "rows [" + String.join(",", rows) + "]";
    } catch (Exception e) { // whatever it is, it is the answer
      e.printStackTrace();
      return "error " + String.valueOf(e).replaceAll("\\s+", " ");
    }
  }
}
