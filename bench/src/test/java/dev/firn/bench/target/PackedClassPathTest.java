package dev.firn.bench.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedClassPathTest {
  @TempDir Path folder;

  @Test
  void eachFolderIsAJarAndEmptyEntriesAreLeftOut() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes/a"));
    Files.writeString(classes.resolve("B.class"), "b");
    Path jar = Files.writeString(folder.resolve("x.jar"), "x");
    String given =
        String.join(
            File.pathSeparator,
            "",
            folder.resolve("classes").toString(),
            "",
            jar.toString(),
            folder.resolve("missing").toString(),
            "");

    String[] packed = PackedClassPath.pack(given).split(File.pathSeparator, -1);

    assertThat(packed).hasSize(2).endsWith(jar.toString());
    try (JarFile classesJar = new JarFile(packed[0])) {
      assertThat(classesJar.stream()).singleElement().hasToString("a/B.class");
    }
  }
}
