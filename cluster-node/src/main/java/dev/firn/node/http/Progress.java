package dev.firn.node.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.events.FailureText;
import dev.firn.sharding.Position;
import dev.firn.sharding.Whereabouts;
import dev.firn.sharding.Whereabouts.Buffered;
import dev.firn.sharding.Whereabouts.InFile;
import dev.firn.sharding.Whereabouts.InSnapshot;
import dev.firn.sharding.Whereabouts.Rejected;
import dev.firn.sharding.Whereabouts.Unreachable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** How far the parts of a receipt have come; the whole is where its last part is. */
record Progress(List<Part> parts) {

  /** From least to most. */
  enum State {
    UNKNOWN,
    UNREACHABLE,
    BUFFERED,
    FILE,
    REJECTED,
    COMMITTED;

    /** Nothing more will come of it. */
    boolean isFinal() {
      return this == REJECTED || this == COMMITTED;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One position and where it is. */
  record Part(Position position, Whereabouts whereabouts) {
    State state() {
      if (whereabouts instanceof Buffered) {
        return State.BUFFERED;
      } else if (whereabouts instanceof InFile) {
        return State.FILE;
      } else if (whereabouts instanceof InSnapshot) {
        return State.COMMITTED;
      } else if (whereabouts instanceof Rejected) {
        return State.REJECTED;
      } else if (whereabouts instanceof Unreachable) {
        return State.UNREACHABLE;
      }
      return State.UNKNOWN;
    }
  }

  Progress {
    parts = List.copyOf(parts);
  }

  /** Asks for every position and waits for all answers; never fails. */
  static CompletionStage<Progress> of(
      List<Position> positions, Function<Position, CompletionStage<Whereabouts>> ask) {
    List<CompletableFuture<Part>> parts = new ArrayList<>(positions.size());
    for (Position position : positions) {
      parts.add(
          ask.apply(position)
              .exceptionally(failure -> new Unreachable(FailureText.of(failure)))
              .thenApply(whereabouts -> new Part(position, whereabouts))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> new Progress(parts.stream().map(part -> part.getNow(null)).toList()));
  }

  State state() {
    State least = State.COMMITTED;
    for (Part part : parts) {
      State state = part.state();
      least = state.compareTo(least) < 0 ? state : least;
    }
    return least;
  }

  /** {@code "state":…,"parts":[…]}. */
  void writeFields(JsonGenerator out) throws IOException {
    out.writeStringField("state", state().word());
    out.writeArrayFieldStart("parts");
    for (Part part : parts) {
      out.writeStartObject();
      out.writeStringField("partition", part.position().partition());
      out.writeNumberField("epoch", part.position().epoch());
      out.writeNumberField("append", part.position().append());
      out.writeStringField("state", part.state().word());
      writeWhereabouts(out, part.whereabouts());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeWhereabouts(JsonGenerator out, Whereabouts whereabouts)
      throws IOException {
    if (whereabouts instanceof InFile file) {
      out.writeStringField("file", file.location());
    } else if (whereabouts instanceof InSnapshot snapshot) {
      out.writeNumberField("ledger", snapshot.ledger());
      out.writeStringField("snapshot", Long.toString(snapshot.snapshotId()));
    } else if (whereabouts instanceof Unreachable unreachable) {
      out.writeStringField("detail", unreachable.reason());
    }
  }
}
