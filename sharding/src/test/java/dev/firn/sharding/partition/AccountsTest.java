package dev.firn.sharding.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.DataFiles.DataFile;
import dev.firn.sharding.PartitionAccount.Epoch;
import dev.firn.sharding.dedup.IdRunRef;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private final Accounts accounts = new Accounts();

  private static PreparedFlush flush(String table, long from, long to, long rows) {
    return new PreparedFlush(
        "f", from, to, new DataFile("x", 1, rows, "", table, 0, 0), new IdRunRef("i", 1));
  }

  private static AppendRef ref(long append, int rows, int duplicates) {
    BitSet repeated = new BitSet();
    repeated.set(0, duplicates);
    return new AppendRef(append, append, 1, rows, 1, 1, 0, repeated);
  }

  @Test
  void everyRowIsSomewhere() {
    accounts.open(4);
    accounts.append(10, 3);
    accounts.append(5, 0);
    accounts.reject(1);
    accounts.commit(flush("t", 1, 1, 7), 4, 2, List.of());
    assertThat(accounts.epochs()).containsExactly(new Epoch(4, "t", 1, 1, 15, 3, 1, 7));
    assertThat(accounts.epochs().get(0).outstanding()).isEqualTo(4);
  }

  @Test
  void aTableThatTookAnothersPlaceIsCountedFromItsFirstFileOn() {
    accounts.open(1);
    accounts.append(10, 0);
    accounts.append(20, 5);
    accounts.append(30, 0);
    accounts.commit(flush("old", 1, 1, 10), 1, 3, List.of());
    accounts.commit(flush("new", 2, 2, 15), 1, 3, List.of(ref(2, 15, 5), ref(3, 30, 0)));
    assertThat(accounts.epochs()).containsExactly(new Epoch(1, "new", 2, 2, 50, 5, 0, 15));
  }

  @Test
  void aPartitionSavedWithoutAccountsIsCountedFromWhatItHolds() {
    Accounts begun = Accounts.beginningWith(2, 9, List.of(ref(8, 4, 1), ref(9, 6, 0)));
    assertThat(begun.epochs()).containsExactly(new Epoch(2, "", 8, 7, 11, 1, 0, 0));
    assertThat(Accounts.beginningWith(2, 9, List.of()).epochs())
        .containsExactly(new Epoch(2, "", 10, 9, 0, 0, 0, 0));
  }

  @Test
  void onlyTheNewestEpochsAreKept() {
    for (int epoch = 1; epoch <= 100; epoch++) {
      accounts.open(epoch);
    }
    assertThat(accounts.epochs()).hasSize(32).last().extracting(Epoch::epoch).isEqualTo(100L);
  }
}
