package dev.firn.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class JournalSpecTest extends JournalSpec {

  @TempDir static Path dir;

  @Override
  protected JournalProfile profile() {
    return new EmbeddedProfile(dir);
  }
}
