package dev.firn.node.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys a node knows. What is kept of each is its SHA-256; every key is compared with all of
 * them in constant time, so that the time of an answer says nothing about a key.
 *
 * <p>A key file has one key a line, {@code tenant NAME KEY} or {@code operator NAME KEY}; KEY is
 * the key itself or {@code sha256:} and its hash in hexadecimal. Empty lines and lines that begin
 * with {@code #} say nothing.
 */
public final class ApiKeys {
  private static final String HASHED = "sha256:";

  private final List<Entry> entries;
  private final Optional<Caller> anyone;

  private ApiKeys(List<Entry> entries, Optional<Caller> anyone) {
    this.entries = List.copyOf(entries);
    this.anyone = anyone;
  }

  /** Nobody is asked for a key; everybody is this tenant and an operator. */
  public static ApiKeys off(String tenant) {
    return new ApiKeys(List.of(), Optional.of(new Caller(tenant, true)));
  }

  /**
   * Reads a key file.
   *
   * @throws IllegalArgumentException naming the line that is not understood
   */
  public static ApiKeys read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).trim();
      if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(entry(file + ", line " + number, line));
      }
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no key");
    }
    return new ApiKeys(entries, Optional.empty());
  }

  private static Entry entry(String place, String line) {
    String[] words = line.split("\\s+", -1);
    if (words.length != 3 || !(words[0].equals("tenant") || words[0].equals("operator"))) {
      throw new IllegalArgumentException(
          place + ": expected \"tenant NAME KEY\" or \"operator NAME KEY\"");
    }
    return new Entry(new Caller(words[1], words[0].equals("operator")), hashOf(place, words[2]));
  }

  private static byte[] hashOf(String place, String key) {
    if (!key.startsWith(HASHED)) {
      return Digests.sha256(key.getBytes(UTF_8));
    }
    String hex = key.substring(HASHED.length());
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          place + ": after \"" + HASHED + "\" come 64 hexadecimal digits");
    }
    return HexFormat.of().parseHex(hex);
  }

  /** These keys and one more. */
  public ApiKeys withOperator(String name, String key) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(new Caller(name, true), Digests.sha256(key.getBytes(UTF_8))));
    return new ApiKeys(more, anyone);
  }

  /** Whether callers are asked for a key. */
  public boolean required() {
    return anyone.isEmpty();
  }

  /** The caller that a key belongs to. */
  public Optional<Caller> callerOf(@Nullable String key) {
    if (anyone.isPresent() || key == null) {
      return anyone;
    }
    byte[] hash = Digests.sha256(key.getBytes(UTF_8));
    Optional<Caller> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash, hash)) {
        found = Optional.of(entry.caller);
      }
    }
    return found;
  }

  private static final class Entry {
    final Caller caller;
    final byte[] hash;

    Entry(Caller caller, byte[] hash) {
      this.caller = caller;
      this.hash = hash;
    }
  }
}
