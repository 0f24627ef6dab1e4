package dev.firn.bench.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.catalog.datafile.DataFileWriter;
import dev.firn.events.AppendedBatch;
import dev.firn.events.Edge;
import dev.firn.events.EventBatch;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import dev.firn.events.decode.EventDecoder;
import dev.firn.events.decode.IngestLimits;
import dev.firn.events.decode.RequestHead;
import dev.firn.events.decode.UnreadableRequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes a file of events in requests of a hundred and flushes each partition as a node does,
 * without journal or commits.
 */
final class Flushes {
  private static final int EVENTS_PER_REQUEST = 100;
  private static final RequestHead HEAD = new RequestHead("application/x-ndjson", List.of());
  private static final Instant ONE_HOUR = Instant.parse("2026-01-01T00:00:00Z");
  private static final long HOUR_MICROS = 3_600_000_000L;

  /** Appends of a partition that are not in a file yet. */
  private static final class Buffer {
    final List<AppendedBatch> appends = new ArrayList<>();
    long number;
    int rows;
  }

  private final DataFileWriter writer;
  private final int flushRows;
  private final EventDecoder decoder =
      new EventDecoder(
          IngestLimits.DEFAULT.accepting(Optional.empty(), Optional.empty()),
          "0123456789abcdef".getBytes(UTF_8));
  private final JsonMapper json = new JsonMapper();
  private final Map<PartitionKey, Buffer> buffers = new TreeMap<>();
  private final Map<PartitionKey, List<String>> files = new TreeMap<>();
  private long events;
  private long rawBytes;

  Flushes(DataFileWriter writer, int flushRows) {
    this.writer = writer;
    this.flushRows = flushRows;
  }

  /**
   * Reads a file of one event a line.
   *
   * @param oneHour whether all events are put into one hour, in their order and evenly: what a busy
   *     table has
   */
  void take(Path file, boolean oneHour) throws IOException, UnreadableRequestException {
    long total = oneHour ? count(file) : 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      List<String> request = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        rawBytes += line.getBytes(UTF_8).length;
        request.add(oneHour ? moved(line, events, total) : line);
        events++;
        if (request.size() == EVENTS_PER_REQUEST) {
          take(request);
          request.clear();
        }
      }
      take(request);
    }
    List.copyOf(buffers.keySet()).forEach(this::flush);
  }

  private static long count(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return lines.lines().filter(line -> !line.isBlank()).count();
    }
  }

  private String moved(String line, long number, long total) throws IOException {
    ObjectNode event = (ObjectNode) json.readTree(line);
    long micros = HOUR_MICROS / total * number;
    event.put("time", ONE_HOUR.plusNanos(micros * 1000).toString());
    return json.writeValueAsString(event);
  }

  private void take(List<String> request) throws UnreadableRequestException {
    if (request.isEmpty()) {
      return;
    }
    byte[] body = String.join("\n", request).getBytes(UTF_8);
    Origin origin = new Origin("default", System.currentTimeMillis() * 1000, Edge.NONE);
    for (RowBlock block : decoder.decode(HEAD, body, body.length, origin).blocks()) {
      Buffer buffer = buffers.computeIfAbsent(block.partition(), partition -> new Buffer());
      buffer.number++;
      EventBatch batch = EventBatch.of(block.partition(), List.of(block));
      buffer.appends.add(new AppendedBatch(buffer.number, batch, new BitSet()));
      buffer.rows += batch.open().count();
      if (buffer.rows >= flushRows) {
        flush(block.partition());
      }
    }
  }

  private void flush(PartitionKey partition) {
    Buffer buffer = buffers.get(partition);
    if (buffer == null || buffer.rows == 0) {
      return;
    }
    files
        .computeIfAbsent(partition, key -> new ArrayList<>())
        .add(writer.write(partition, partition.id() + "#1", buffer.appends).descriptor());
    buffer.appends.clear();
    buffer.rows = 0;
  }

  /** Descriptors of the files of each partition, in order. */
  Map<PartitionKey, List<String>> files() {
    return files;
  }

  long events() {
    return events;
  }

  long rawBytes() {
    return rawBytes;
  }
}
