package dev.firn.journal.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret that no log, no exception and no record's text shows. */
public final class Password {

  private final String text;

  private Password(String text) {
    this.text = text;
  }

  static Password of(String text) {
    return new Password(text);
  }

  /** The first line of a file that only the node may read. */
  static Password read(Path file) {
    try {
      return new Password(Files.readString(file).lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read firn.journal.postgres.password-file " + file, e);
    }
  }

  String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Password that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Password.class.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
