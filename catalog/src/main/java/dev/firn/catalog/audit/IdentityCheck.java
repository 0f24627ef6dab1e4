package dev.firn.catalog.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for what is in a partition twice. Identities are reduced to 64 bits and sorted, in as many
 * passes over the files as bounded memory asks for; what then looks alike is read again and
 * compared in full, so that two identities of one hash are never told to be one.
 */
final class IdentityCheck {
  private static final int MOST_NAMED = 5;

  private final RowReader reader;
  private final RowIdentity identity;
  private final int mostHashes;
  private long rowsRead;

  /**
   * @param identity what no two rows may share
   * @param mostHashes that are held at once, 8 bytes each
   */
  IdentityCheck(RowReader reader, RowIdentity identity, int mostHashes) {
    this.reader = reader;
    this.identity = identity;
    this.mostHashes = mostHashes;
  }

  long rowsRead() {
    return rowsRead;
  }

  /**
   * Reads every identity of the partition.
   *
   * @throws RuntimeException when a file cannot be read
   */
  List<Finding> check(String partition, List<LiveFile> files) {
    long rows = files.stream().mapToLong(LiveFile::rows).sum();
    int passes = (int) Math.max(1, (rows + mostHashes - 1) / mostHashes);
    Set<Long> alike = new HashSet<>();
    for (int pass = 0; pass < passes; pass++) {
      alike.addAll(repeated(files, pass, passes));
    }
    rowsRead += rows;
    return alike.isEmpty() ? List.of() : compare(partition, files, alike);
  }

  private Set<Long> repeated(List<LiveFile> files, int pass, int passes) {
    Hashes hashes = new Hashes();
    for (LiveFile file : files) {
      reader.read(
          file,
          row -> {
            List<String> parts = identity.of(row);
            long hash = hash(parts);
            if (!parts.isEmpty() && Math.floorMod(hash, passes) == pass) {
              hashes.add(hash);
            }
          },
          identity.columns());
    }
    return hashes.repeated();
  }

  private List<Finding> compare(String partition, List<LiveFile> files, Set<Long> alike) {
    Map<List<String>, List<String>> places = new HashMap<>();
    for (LiveFile file : files) {
      reader.read(
          file,
          row -> {
            List<String> parts = identity.of(row);
            if (!parts.isEmpty() && alike.contains(hash(parts))) {
              places.computeIfAbsent(parts, same -> new ArrayList<>(2)).add(file.location());
            }
          },
          identity.columns());
    }
    places.values().removeIf(found -> found.size() < 2);
    return places.isEmpty() ? List.of() : List.of(finding(partition, places));
  }

  private Finding finding(String partition, Map<List<String>, List<String>> doubled) {
    long rows = doubled.values().stream().mapToLong(found -> found.size() - 1L).sum();
    List<String> named =
        doubled.entrySet().stream()
            .limit(MOST_NAMED)
            .map(entry -> identity.named(entry.getKey()) + " in " + entry.getValue())
            .toList();
    return new Finding(
        Check.IDENTITY,
        partition,
        0,
        doubled.values().iterator().next().get(0),
        rows,
        doubled.size()
            + " "
            + identity.things()
            + " are there more than once, for example "
            + named);
  }

  private static long hash(List<String> parts) {
    long hash = 0x9E3779B97F4A7C15L;
    for (String part : parts) {
      for (byte b : part.getBytes(UTF_8)) {
        hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
      }
      hash = (hash ^ 0x100) * 0x100000001B3L;
    }
    hash ^= hash >>> 32;
    hash *= 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }

  private static final class Hashes {
    private long[] values = new long[1024];
    private int size;

    void add(long hash) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = hash;
    }

    Set<Long> repeated() {
      Arrays.sort(values, 0, size);
      Set<Long> repeated = new HashSet<>();
      for (int i = 1; i < size; i++) {
        if (values[i] == values[i - 1]) {
          repeated.add(values[i]);
        }
      }
      return repeated;
    }
  }
}
