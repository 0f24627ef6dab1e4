package dev.firn.catalog.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.io.LocalPaths;
import dev.firn.catalog.table.TableObjects.Folder;
import dev.firn.catalog.testing.OnServedCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableObjectsTest extends OnServedCatalog {
  @Test
  void objectsAreWrittenOnceAndReadBack() {
    TableObjects objects = new TableObjects(catalog.openTable());
    String location = objects.put("page.view%2Fx/1.ids", new byte[] {1, 2, 3});

    assertThat(location).endsWith("/ids/page.view%2Fx/1.ids");
    assertThat(objects.find(location).orElseThrow()).containsExactly(1, 2, 3);
    assertThat(objects.size(location)).isEqualTo(3);
    assertThatThrownBy(() -> objects.put("page.view%2Fx/1.ids", new byte[0]))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> objects.put("/x", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    objects.delete(location);
    objects.delete(location);
    assertThatThrownBy(() -> objects.size(location)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void foldersWithoutANewObjectAreFound() throws IOException {
    EventTable table = catalog.openTable();
    TableObjects objects = new TableObjects(table);
    assertThat(objects.untouchedSince(Instant.now(), 9)).as("nothing yet").isEmpty();
    Instant moment = Instant.now().minusSeconds(60);
    String old = objects.put("a/2026-11-22T09/1.ids", new byte[] {1});
    String half = objects.put("b/2026-11-22T09/1.ids", new byte[] {1});
    objects.put("b/2026-11-22T09/2.ids", new byte[] {1});
    String other = objects.put("b/2026-11-22T10/1.ids", new byte[] {1});
    for (String location : List.of(old, half, other)) {
      Files.setLastModifiedTime(
          LocalPaths.toPath(location), FileTime.from(moment.minusSeconds(60)));
    }

    assertThat(objects.untouchedSince(moment, 9))
        .containsExactlyInAnyOrder(
            new Folder("a/2026-11-22T09", List.of(old)),
            new Folder("b/2026-11-22T10", List.of(other)));
    assertThat(objects.untouchedSince(moment, 1)).hasSize(1);
  }

  /** Types of events are folders, whatever they mean in a file system. */
  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "...", "a..b", "%2E%2E%2F"})
  void noFolderLeadsElsewhere(String name) throws IOException {
    TableObjects objects = new TableObjects(catalog.openTable());
    String location = objects.put(name + "/2026-11-22T09/1.ids", new byte[] {1});

    Path kept = LocalPaths.toPath(location).toRealPath();
    assertThat(kept.getName(kept.getNameCount() - 4)).hasToString("ids");
    assertThat(objects.find(location)).isPresent();
    assertThat(objects.untouchedSince(Instant.now().plusSeconds(9), 9))
        .containsExactly(new Folder(name + "/2026-11-22T09", List.of(location)));
    objects.delete(location);
    assertThat(objects.find(location)).isEmpty();
  }

  @Test
  void aLocationThatLeavesTheFolderIsRefused() {
    TableObjects objects = new TableObjects(catalog.openTable());
    String location = objects.put("a/1.ids", new byte[] {1});
    assertThatThrownBy(() -> objects.delete(location.replace("a/1.ids", "../data/x.parquet")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
