package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.events.decode.DecodedRequest;
import dev.firn.events.decode.Rejection;
import dev.firn.node.receipts.Receipts;
import dev.firn.sharding.Position;
import dev.firn.sharding.StoreOutcome.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The answer to events that were stored, or of which none could be. */
final class IngestAnswer {
  private static final int NONE_ACCEPTABLE = 422;

  private final int accepted;
  private final int duplicates;
  private final List<Rejection> rejections;
  private final List<Position> positions;
  private final @Nullable String receipt;

  IngestAnswer(DecodedRequest request, Gathering.StoredParts outcome, Receipts receipts) {
    List<Stored> parts = outcome.stored();
    int acceptedCount = 0;
    int duplicateCount = 0;
    positions = new ArrayList<>(parts.size());
    for (Stored part : parts) {
      acceptedCount += part.accepted();
      duplicateCount += part.duplicates();
      positions.add(part.position());
    }
    accepted = acceptedCount;
    duplicates = duplicateCount;
    rejections = new ArrayList<>(request.rejections());
    rejections.addAll(outcome.denied(request.blocks()));
    rejections.sort(Comparator.comparingInt(Rejection::index));
    receipt = positions.isEmpty() ? null : receipts.issue(positions);
  }

  int accepted() {
    return accepted;
  }

  int duplicates() {
    return duplicates;
  }

  List<Position> positions() {
    return positions;
  }

  /** 200, or 422 where every event was rejected. */
  HttpResponse response() {
    int status = positions.isEmpty() && !rejections.isEmpty() ? NONE_ACCEPTABLE : 200;
    return Answers.json(status, out -> write(out, null));
  }

  /**
   * The answer of a request that waited: 200 where all its rows are in a snapshot or, unwritable,
   * among the dead letters; 202 where they are safe but patience ran out.
   */
  HttpResponse response(Progress progress) {
    int status = progress.state().isFinal() ? 200 : 202;
    return Answers.json(status, out -> write(out, progress));
  }

  private void write(JsonGenerator out, @Nullable Progress progress) throws IOException {
    out.writeStartObject();
    out.writeNumberField("accepted", accepted);
    out.writeNumberField("duplicates", duplicates);
    out.writeArrayFieldStart("rejected");
    for (Rejection rejection : rejections) {
      out.writeStartObject();
      out.writeNumberField("index", rejection.index());
      out.writeStringField("reason", rejection.reason());
      out.writeStringField("detail", rejection.detail());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeStringField("receipt", receipt);
    if (progress != null) {
      progress.writeFields(out);
    }
    out.writeEndObject();
  }
}
