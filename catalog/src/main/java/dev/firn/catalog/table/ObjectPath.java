package dev.firn.catalog.table;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Relative paths of objects. A name between slashes may be any that a partition has, {@code .} and
 * {@code ..} too, which lead elsewhere in a file system: they are kept percent-encoded, as no
 * partition's name has them.
 */
final class ObjectPath {
  private static final Pattern NAME = Pattern.compile("[\\w.~%=-]+(/[\\w.~%=-]+)*");

  private ObjectPath() {}

  /** The path under which an object of this name is kept. */
  static String of(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a name for an object: " + name);
    }
    return Arrays.stream(name.split("/"))
        .map(part -> leadsElsewhere(part) ? part.replace(".", "%2E") : part)
        .collect(Collectors.joining("/"));
  }

  /** The name of what is kept under this path. */
  static String nameOf(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(part -> leadsElsewhere(part.replace("%2E", ".")) ? part.replace("%2E", ".") : part)
        .collect(Collectors.joining("/"));
  }

  static boolean staysInside(String path) {
    return Arrays.stream(path.split("/", -1)).noneMatch(ObjectPath::leadsElsewhere);
  }

  private static boolean leadsElsewhere(String part) {
    return part.equals(".") || part.equals("..");
  }
}
