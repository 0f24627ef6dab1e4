package dev.firn.bench.target;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * This process' class path with a jar in the place of each folder, as builds have them: classes of
 * jars alone can be archived for faster starts.
 */
final class PackedClassPath {
  private PackedClassPath() {}

  private static final class Packed {
    static final String PATH = pack(System.getProperty("java.class.path"));
  }

  /** The same all the time, as an archive holds for one class path only. */
  static String path() {
    return Packed.PATH;
  }

  /** An empty entry means the working folder to a JVM, and nothing here. */
  static String pack(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(Path::of)
        .filter(Files::exists)
        .map(place -> Files.isDirectory(place) ? pack(place) : place)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path pack(Path folder) {
    try {
      // Listed before the jar is there, wherever that is.
      List<Path> files = filesOf(folder);
      Path jar = Files.createTempFile("classes", ".jar");
      jar.toFile().deleteOnExit();
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream packed = new JarOutputStream(file)) {
        for (Path path : files) {
          String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
          packed.putNextEntry(new ZipEntry(name));
          Files.copy(path, packed);
          packed.closeEntry();
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("The classes in " + folder + " cannot be packed", e);
    }
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
