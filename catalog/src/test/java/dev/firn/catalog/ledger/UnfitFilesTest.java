package dev.firn.catalog.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.datafile.WrittenFile;
import dev.firn.catalog.ledger.LedgerOutcome.Committed;
import dev.firn.catalog.ledger.LedgerOutcome.NeedsRewrite;
import dev.firn.catalog.ledger.LedgerOutcome.Unknown;
import dev.firn.catalog.testing.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Files that no longer fit the table, or are not what was written, and those that still do. */
class UnfitFilesTest extends OnLedger {
  @Test
  void aFileWithNullsInAColumnThatIsRequiredSinceIsToBeWrittenAnew() {
    LedgerCommit commit = plan(write(1));
    table
        .fresh()
        .updateSchema()
        .allowIncompatibleChanges()
        .requireColumn("cf_city")
        .requireColumn("cf_country")
        .commit();
    assertThat(ledger.attempt(commit))
        .isInstanceOfSatisfying(
            NeedsRewrite.class,
            rewrite -> assertThat(rewrite.fileDescriptors()).isEqualTo(commit.fileDescriptors()));

    table.fresh().updateSchema().makeColumnOptional("cf_city").commit();
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
  }

  @Test
  void aColumnMadeRequiredBetweenLookAndCommitIsSeenInTime() {
    LedgerCommit commit = plan(write(1));
    beforeTheNextCommit(schema -> schema.allowIncompatibleChanges().requireColumn("cf_city"));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(NeedsRewrite.class);
    assertRowsOnce(0);
  }

  @Test
  void aColumnAddedOrDroppedBetweenLookAndCommitCostsARetry() {
    LedgerCommit commit = plan(write(1));
    beforeTheNextCommit(schema -> schema.addColumn("note", Types.StringType.get()));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    beforeTheNextCommit(schema -> schema.deleteColumn("note"));
    assertThat(ledger.attempt(commit)).isInstanceOf(Unknown.class);
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(ROWS);
  }

  private void beforeTheNextCommit(Consumer<UpdateSchema> change) {
    catalog.faultNextCommit(
        real -> {
          UpdateSchema schema = table.fresh().updateSchema();
          change.accept(schema);
          schema.commit();
          return Fault.Answer.of(real.land());
        });
  }

  @Test
  void aFileOfTheWrongSizeIsToBeWrittenAnew() throws IOException {
    WrittenFile cut = write(1);
    Path path = Path.of(URI.create(cut.location()));
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length - 1));
    assertThat(ledger.attempt(plan(cut))).isInstanceOf(NeedsRewrite.class);
    assertThat(catalog.commitsSeen()).isZero();
  }

  @Test
  void aNewColumnOrPartitionFieldIsNoHindranceForFilesWrittenBefore() {
    LedgerCommit commit = plan(write(1));
    table.fresh().updateSchema().addColumn("note", Types.StringType.get()).commit();
    table.fresh().updateSpec().addField(Expressions.bucket("id", 4)).commit();
    assertThat(ledger.attempt(commit)).isInstanceOf(Committed.class);
    assertRowsOnce(ROWS);
  }

  @Test
  void filesOfASpecThatIsGoneAreToBeWrittenAnew() {
    LedgerCommit commit = plan(write(1));
    table.fresh().updateSpec().addField(Expressions.bucket("id", 4)).commit();
    table.fresh().expireSnapshots().cleanExpiredMetadata(true).commit();
    assertThat(ledger.attempt(commit)).isInstanceOf(NeedsRewrite.class);
  }

  @Test
  void aFileThatIsGoneIsToBeWrittenAnew() {
    WrittenFile gone = write(1);
    WrittenFile there = write(2);
    table.io().deleteFile(gone.location());

    LedgerOutcome outcome = ledger.attempt(plan(gone, there));
    assertThat(outcome).isInstanceOf(NeedsRewrite.class);
    assertThat(((NeedsRewrite) outcome).fileDescriptors()).containsExactly(gone.descriptor());
    assertThat(catalog.commitsSeen()).isZero();
  }
}
