package dev.firn.catalog.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder, one folder after the other, so that no more is held than what folders
 * on the way have directly in them. What goes away meanwhile is left out.
 */
final class LocalListing implements Iterator<FileInfo> {
  private final String prefix;
  private final Path root;
  private final Deque<Path> ahead = new ArrayDeque<>();
  private @Nullable FileInfo next;

  LocalListing(String prefix, Path root) {
    this.prefix = prefix;
    this.root = root;
    open(root);
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ahead.isEmpty()) {
      look(ahead.pop());
    }
    return next != null;
  }

  @Override
  public FileInfo next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FileInfo found = next;
    next = null;
    if (found == null) {
      throw new NoSuchElementException();
    }
    return found;
  }

  private void look(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        open(path);
      } else if (attributes.isRegularFile()) {
        next =
            new FileInfo(
                prefix + root.relativize(path),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
      }
    } catch (NoSuchFileException e) {
      // Gone since its folder was read.
      next = null;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look at " + path, e);
    }
  }

  /** Files before folders, so that those of one folder come one after the other. */
  private void open(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> sorted = entries.sorted().toList();
      sorted.stream().filter(Files::isDirectory).forEach(ahead::push);
      sorted.stream().filter(path -> !Files.isDirectory(path)).forEach(ahead::push);
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Gone since its parent was read, or never there: it has no files.
      next = null;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not list " + folder, e);
    }
  }
}
