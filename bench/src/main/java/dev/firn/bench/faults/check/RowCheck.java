package dev.firn.bench.faults.check;

import dev.firn.bench.faults.lake.SecondWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.data.Record;

/**
 * K1, K2, K3 and K6 of the commit protocol, row by row, and that each row is what was sent; another
 * writer's rows too. Dead letters are seen after all rows: each stands for a row that could not be
 * written, so it must not be there.
 */
final class RowCheck {
  static final List<String> COLUMNS =
      List.of(
          "id",
          "source",
          "type",
          "specversion",
          "time",
          "subject",
          "datacontenttype",
          "data",
          "tenant",
          "ingest_writer",
          "ingest_seq",
          "ingest_index");
  private static final int INDEX_BITS = 20;

  /** Of events that come without a key. */
  private static final String TENANT = "default";

  private final Promises promises;
  private final LongSet events = new LongSet();
  private final Set<String> foreign = new HashSet<>();
  private final Map<String, LongSet> provenances = new HashMap<>();
  private final Map<String, LongSet> letterProvenances = new HashMap<>();
  private final Findings doubled = new Findings("K2: an event is there twice");
  private final Findings provenanceTwice = new Findings("K3: a provenance is there twice");
  private final Findings unknown = new Findings("K6: a row that was never sent or was refused");
  private final Findings changed = new Findings("K6: a row is not the event that was sent");
  private long rows;
  private long deadLetters;

  RowCheck(Promises promises) {
    this.promises = promises;
  }

  void see(Record row) {
    rows++;
    String id = String.valueOf(row.getField("id"));
    if (SecondWriter.isOwn(id)) {
      count(foreign.add(id), doubled, id);
      count(RowContent.isAsSent(row, SecondWriter.TENANT), changed, id);
    } else if (seeEvent(id)) {
      count(RowContent.isAsSent(row, TENANT), changed, id);
    }
    seeProvenance(row, provenances);
  }

  /** Its own provenance is that of the dead letter, and unique in its own table only. */
  void seeDeadLetter(Record row) {
    deadLetters++;
    String id = String.valueOf(row.getField("id"));
    if (seeEvent(id)) {
      count(RowContent.isLetterOfSent(row, TENANT), changed, id);
    }
    seeProvenance(row, letterProvenances);
  }

  /** Whether it is one of this run. */
  private boolean seeEvent(String id) {
    if (!promises.isOwn(id)) {
      unknown.add(id);
      return false;
    }
    long event = Promises.number(id);
    count(events.add(event), doubled, id);
    count(promises.isKnown(event), unknown, id);
    return true;
  }

  private void seeProvenance(Record row, Map<String, LongSet> known) {
    String writer = String.valueOf(row.getField("ingest_writer"));
    long append = (Long) row.getField("ingest_seq");
    int index = (Integer) row.getField("ingest_index");
    boolean isNew =
        known.computeIfAbsent(writer, name -> new LongSet()).add((append << INDEX_BITS) | index);
    count(isNew, provenanceTwice, writer + "/" + append + "/" + index);
  }

  private static void count(boolean isRight, Findings findings, String what) {
    if (!isRight) {
      findings.add(what);
    }
  }

  long rows() {
    return rows;
  }

  long deadLetters() {
    return deadLetters;
  }

  int doubled() {
    return doubled.count();
  }

  /** Adds what is wrong, and returns how many acknowledged events are missing. */
  int addTo(List<String> problems, Set<String> expectedForeign) {
    Findings missing = promises.missingFrom(events);
    Findings foreignMissing = new Findings("K1: a row of the second writer is missing");
    expectedForeign.stream().filter(id -> !foreign.contains(id)).forEach(foreignMissing::add);
    for (Findings findings :
        List.of(missing, foreignMissing, doubled, provenanceTwice, unknown, changed)) {
      findings.addTo(problems);
    }
    return missing.count() + foreignMissing.count();
  }
}
