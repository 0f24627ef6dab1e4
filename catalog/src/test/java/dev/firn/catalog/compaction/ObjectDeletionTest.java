package dev.firn.catalog.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.junit.jupiter.api.Test;

class ObjectDeletionTest {
  private static final List<String> OBJECTS = List.of("a", "b", "c");

  /** Refuses to delete {@code b}, and counts what it is asked. */
  private static class Store implements FileIO {
    final List<String> gone = new ArrayList<>();
    int requests;

    @Override
    public InputFile newInputFile(String location) {
      throw new NotFoundException("%s", location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
      throw new NotFoundException("%s", location);
    }

    @Override
    public void deleteFile(String location) {
      requests++;
      if (location.equals("b")) {
        throw new NotFoundException("%s", location);
      }
      gone.add(location);
    }
  }

  private static final class BulkStore extends Store implements SupportsBulkOperations {
    @Override
    public void deleteFiles(Iterable<String> locations) {
      requests++;
      locations.forEach(
          location -> {
            if (!location.equals("b")) {
              gone.add(location);
            }
          });
      throw new BulkDeletionFailureException(1);
    }
  }

  @Test
  void manyGoByOneRequestWhereTheStoreCan() {
    BulkStore store = new BulkStore();
    assertThat(ObjectDeletion.delete(store, OBJECTS)).isEqualTo(2);
    assertThat(store.gone).containsExactly("a", "c");
    assertThat(store.requests).isEqualTo(1);
    assertThat(ObjectDeletion.delete(store, List.of())).isZero();
    assertThat(store.requests).isEqualTo(1);
  }

  @Test
  void elsewhereOneThatIsRefusedKeepsNoOther() {
    Store store = new Store();
    assertThat(ObjectDeletion.delete(store, OBJECTS)).isEqualTo(2);
    assertThat(store.gone).containsExactly("a", "c");
  }
}
