package dev.firn.catalog.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.events.AppendedBatch;
import dev.firn.events.CloudEvent;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Events that look like product analytics. */
public final class Events {
  public static final long HOUR_MICROS = 1_763_805_600_000_000L;
  public static final PartitionKey PARTITION = PartitionKey.of("page.view", HOUR_MICROS);

  private Events() {}

  public static Origin origin(int number) {
    return new Origin(
        "acme",
        HOUR_MICROS + number * 1000L,
        new Edge(
            number % 3 == 0 ? null : "FRA",
            "DE",
            null,
            "EU",
            null,
            null,
            "Europe/Berlin",
            "HTTP/2",
            "TLSv1.3",
            "AEAD-AES128-GCM-SHA256"));
  }

  public static AppendedBatch append(PartitionKey partition, long number, CloudEvent... events) {
    return append(partition, number, new BitSet(), List.of(events));
  }

  public static AppendedBatch append(
      PartitionKey partition, long number, BitSet duplicates, List<CloudEvent> events) {
    RowBlock block = new RowBlock(partition, origin((int) number));
    EventIds ids = new EventIds("0123456789abcdef".getBytes(UTF_8));
    events.forEach(event -> block.add(event, ids));
    return new AppendedBatch(number, EventBatch.of(partition, List.of(block)), duplicates);
  }

  /** Appends of {@code size} rows each, about 850 bytes of JSON an event. */
  public static List<AppendedBatch> appends(int count, int size, long seed) {
    Random random = new Random(seed);
    List<AppendedBatch> appends = new ArrayList<>();
    for (int append = 1; append <= count; append++) {
      List<CloudEvent> events = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        events.add(pageView(random, HOUR_MICROS + append * 1_000_000L + random.nextInt(900_000)));
      }
      appends.add(append(PARTITION, append, new BitSet(), events));
    }
    return appends;
  }

  /** The rows of one small file. */
  public static List<AppendedBatch> few(long seed) {
    return appends(2, 5, seed);
  }

  private static CloudEvent pageView(Random random, long timeMicros) {
    return new CloudEvent(
        new UUID(random.nextLong(), random.nextLong()).toString(),
        "https://shop.example/" + random.nextInt(20),
        "page.view",
        "1.0",
        timeMicros,
        random.nextInt(4) == 0 ? null : "user-" + random.nextInt(2000),
        "application/json",
        null,
        data(random),
        random.nextInt(10) == 0 ? Map.of("traceparent", "00-" + random.nextLong()) : Map.of());
  }

  private static String data(Random random) {
    StringBuilder data = new StringBuilder(700);
    data.append("{\"url\":\"https://shop.example/product/").append(random.nextInt(5000));
    data.append("?ref=").append(Long.toHexString(random.nextLong()));
    data.append("\",\"title\":\"Product number ").append(random.nextInt(5000));
    data.append("\",\"session\":\"").append(new UUID(random.nextLong(), random.nextLong()));
    data.append("\",\"user\":{\"id\":").append(random.nextInt(100_000));
    data.append(",\"agent\":\"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/")
        .append(100 + random.nextInt(30))
        .append(".0.0.0 Safari/537.36\",\"language\":\"de-DE\"},\"screen\":{\"width\":")
        .append(1000 + random.nextInt(2000))
        .append(",\"height\":")
        .append(700 + random.nextInt(1000));
    data.append("},\"timing\":{\"dns\":").append(random.nextInt(100));
    data.append(",\"connect\":").append(random.nextInt(200));
    data.append(",\"ttfb\":").append(random.nextInt(900));
    data.append(",\"load\":").append(random.nextInt(5000));
    data.append("},\"campaign\":{\"source\":\"newsletter\",\"medium\":\"email\",\"name\":\"")
        .append("autumn-")
        .append(random.nextInt(30));
    data.append("\"},\"experiments\":[");
    for (int i = 0; i < 6; i++) {
      data.append(i == 0 ? "" : ",").append("{\"key\":\"exp-").append(random.nextInt(60));
      data.append("\",\"variant\":\"").append((char) ('A' + random.nextInt(3))).append("\"}");
    }
    return data.append("]}").toString();
  }
}
