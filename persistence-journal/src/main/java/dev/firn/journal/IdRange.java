package dev.firn.journal;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Pages through the persistence ids that have or had events, in the order of their bytes. */
final class IdRange implements AutoCloseable {

  private final RocksIterator ids;

  IdRange(RocksDB db, ColumnFamilyHandle family, ReadOptions options) {
    this.ids = db.newIterator(family, options);
  }

  /**
   * At most {@code limit} ids after {@code last}; the empty string starts, for it is no persistence
   * id.
   */
  List<String> page(String last, int limit) {
    List<String> page = new ArrayList<>();
    for (ids.seek(Keys.id(Keys.Kind.EVENTS, last));
        ids.isValid() && page.size() < limit;
        ids.next()) {
      byte[] key = ids.key();
      if (key.length == 0 || key[0] != Keys.Kind.EVENTS.prefix) {
        break;
      }
      String id = Keys.persistenceId(key);
      if (!id.equals(last)) {
        page.add(id);
      }
    }
    try {
      ids.status();
    } catch (RocksDBException e) {
      throw new JournalCorruptedException("The journal cannot be read: " + e.getMessage(), e);
    }
    return page;
  }

  @Override
  public void close() {
    ids.close();
  }
}
