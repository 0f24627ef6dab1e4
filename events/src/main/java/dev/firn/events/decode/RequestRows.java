package dev.firn.events.decode;

import dev.firn.events.ByteWriter;
import dev.firn.events.EventIds;
import dev.firn.events.Origin;
import dev.firn.events.PartitionKey;
import dev.firn.events.RowBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the rows of one request in the order in which they come, in buffers that are used again,
 * and at the end deals them out to blocks that are exactly as large as they need to be.
 */
final class RequestRows {
  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final int LARGEST_KEPT = 4 << 20;

  private final IngestLimits limits;
  private final EventIds ids;
  private final EventCheck check;
  private final RowEncoder encoder = new RowEncoder();
  private ByteWriter rows = new ByteWriter(64 << 10);
  private final ByteWriter hashes = new ByteWriter(64 * EventIds.BYTES);
  private int[] rowEnds = new int[128];
  private int[] places = new int[128];
  private Part[] partOfRow = new Part[128];
  private int count;
  private int total;
  private final Map<PartitionKey, Part> parts = new HashMap<>();
  private final List<Part> order = new ArrayList<>();
  private final List<Rejection> rejections = new ArrayList<>();
  private @Nullable Part last;
  private @Nullable Origin origin;

  /** The rows of one partition so far. */
  private static final class Part {
    final PartitionKey key;
    final byte[] type;
    final EventIds.Scope scope;
    int rows;
    int bytes;
    @Nullable RowBlock block;

    Part(PartitionKey key, byte[] type, EventIds.Scope scope) {
      this.key = key;
      this.type = type;
      this.scope = scope;
    }
  }

  RequestRows(IngestLimits limits, byte[] idKey) {
    this.limits = limits;
    this.ids = new EventIds(idKey);
    this.check = new EventCheck(limits);
  }

  void begin(Origin from) {
    rows.truncate(0);
    if (rows.array().length > LARGEST_KEPT) {
      rows = new ByteWriter(64 << 10);
    }
    hashes.truncate(0);
    Arrays.fill(partOfRow, 0, count, null);
    count = 0;
    total = 0;
    parts.clear();
    order.clear();
    rejections.clear();
    last = null;
    origin = from;
  }

  /**
   * Takes the next event of the request, or rejects it.
   *
   * @param size bytes in which it was sent
   */
  void add(EventDraft draft, int size) throws UnreadableRequestException {
    Origin from = Objects.requireNonNull(origin, "begin() comes first");
    if (!check.passes(draft, size, from.ingestedAtMicros())) {
      reject(Objects.requireNonNull(draft.reason(), "a draft fails for a reason"), draft.detail());
      return;
    }
    countOne();
    boolean hasTime = draft.attribute(Attribute.TIME).isPresent();
    long micros = hasTime ? check.time().micros() : from.ingestedAtMicros();
    Part part = part(draft.attribute(Attribute.TYPE), micros);
    int start = rows.length();
    encoder.encode(draft, micros, hasTime && check.time().isExact(), check.declaresJson(), rows);
    Slice source = draft.attribute(Attribute.SOURCE);
    Slice id = draft.attribute(Attribute.ID);
    ids.hash(
        part.scope,
        source.bytes(),
        source.offset(),
        source.length(),
        id.bytes(),
        id.offset(),
        id.length(),
        hashes);
    remember(part, rows.length() - start);
  }

  /** The next event of the request is none. */
  void reject(RejectionReason reason, String detail) throws UnreadableRequestException {
    rejections.add(new Rejection(total, reason, detail));
    countOne();
  }

  private void countOne() throws UnreadableRequestException {
    total++;
    if (total > limits.events()) {
      throw UnreadableRequestException.tooLarge(
          "expected at most " + limits.events() + " events in a request; send more requests");
    }
  }

  private void remember(Part part, int length) {
    if (count == rowEnds.length) {
      rowEnds = Arrays.copyOf(rowEnds, count * 2);
      places = Arrays.copyOf(places, count * 2);
      partOfRow = Arrays.copyOf(partOfRow, count * 2);
    }
    rowEnds[count] = rows.length();
    places[count] = total - 1;
    partOfRow[count] = part;
    count++;
    part.rows++;
    part.bytes += length + ByteWriter.varintLength(length);
  }

  private Part part(Slice type, long micros) {
    long hour = Math.floorDiv(micros, MICROS_PER_HOUR);
    Part previous = last;
    if (previous != null && previous.key.hour() == hour && type.contentEquals(previous.type)) {
      return previous;
    }
    Part found = parts.computeIfAbsent(new PartitionKey(type.text(), hour), k -> newPart(k, type));
    last = found;
    return found;
  }

  private Part newPart(PartitionKey key, Slice type) {
    Origin from = Objects.requireNonNull(origin, "begin() comes first");
    Part part = new Part(key, type.copy(), ids.scope(from.tenant(), key));
    order.add(part);
    return part;
  }

  DecodedRequest finish() {
    Origin from = Objects.requireNonNull(origin, "begin() comes first");
    int start = 0;
    for (int i = 0; i < count; i++) {
      Part part = partOfRow[i];
      RowBlock block = part.block;
      if (block == null) {
        block = new RowBlock(part.key, from, part.bytes, part.rows);
        part.block = block;
      }
      block.add(
          rows.array(), start, rowEnds[i] - start, hashes.array(), i * EventIds.BYTES, places[i]);
      start = rowEnds[i];
    }
    List<RowBlock> blocks = new ArrayList<>(order.size());
    for (Part part : order) {
      blocks.add(Objects.requireNonNull(part.block, "a part has rows"));
    }
    return new DecodedRequest(blocks, total, rejections);
  }
}
