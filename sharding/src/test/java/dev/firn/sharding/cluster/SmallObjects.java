package dev.firn.sharding.cluster;

import dev.firn.sharding.ObjectFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The small objects of a store in memory. */
final class SmallObjects {
  private static final String ROOT = "memory:ids/";

  private static final class Written {
    private final byte[] content;
    private final Instant at;

    Written(byte[] content, Instant at) {
      this.content = content.clone();
      this.at = at;
    }
  }

  private final Map<String, Written> objects = new HashMap<>();

  synchronized CompletionStage<String> put(String name, byte[] content) {
    Written written = new Written(content, Instant.now());
    return objects.putIfAbsent(ROOT + name, written) == null
        ? CompletableFuture.completedFuture(ROOT + name)
        : CompletableFuture.failedFuture(new IllegalStateException("exists: " + name));
  }

  synchronized CompletionStage<Optional<byte[]>> read(String location) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(objects.get(location)).map(written -> written.content.clone()));
  }

  synchronized CompletionStage<Void> delete(String location) {
    objects.remove(location);
    return CompletableFuture.completedFuture(null);
  }

  synchronized CompletionStage<List<ObjectFolder>> foldersUntouchedSince(Instant moment) {
    Map<String, List<String>> untouched = new TreeMap<>();
    for (String location : objects.keySet()) {
      String name = location.substring(ROOT.length(), location.lastIndexOf('/'));
      untouched.computeIfAbsent(name, any -> new ArrayList<>()).add(location);
    }
    objects.forEach(
        (location, written) -> {
          if (written.at.isAfter(moment)) {
            untouched.remove(location.substring(ROOT.length(), location.lastIndexOf('/')));
          }
        });
    return CompletableFuture.completedFuture(
        untouched.entrySet().stream()
            .map(folder -> new ObjectFolder(folder.getKey(), folder.getValue()))
            .toList());
  }

  synchronized int count() {
    return objects.size();
  }

  synchronized int countNamed(String part) {
    return (int) objects.keySet().stream().filter(location -> location.contains(part)).count();
  }

  /** All are gone, or damaged. */
  synchronized void lose(boolean damaged) {
    if (damaged) {
      objects.replaceAll(
          (location, before) -> new Written(new byte[before.content.length], before.at));
    } else {
      objects.clear();
    }
  }
}
