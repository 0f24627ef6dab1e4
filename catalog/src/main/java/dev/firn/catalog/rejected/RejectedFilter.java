package dev.firn.catalog.rejected;

import dev.firn.events.DeadLetter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant; what is null or empty says nothing.
 *
 * @param from earliest time of the event
 * @param to first time that is too late
 */
public record RejectedFilter(
    @Nullable String type,
    @Nullable String tenant,
    @Nullable String reason,
    @Nullable Instant from,
    @Nullable Instant to,
    Set<String> ids) {
  public static final RejectedFilter ALL =
      new RejectedFilter(null, null, null, null, null, Set.of());

  public RejectedFilter {
    ids = Set.copyOf(ids);
  }

  /** As much of it as the table can be searched by. */
  Expression expression() {
    Expression all = Expressions.alwaysTrue();
    if (type != null) {
      all = Expressions.and(all, Expressions.equal("type", type));
    }
    if (tenant != null) {
      all = Expressions.and(all, Expressions.equal("tenant", tenant));
    }
    if (from != null) {
      all = Expressions.and(all, Expressions.greaterThanOrEqual("time", text(from)));
    }
    if (to != null) {
      all = Expressions.and(all, Expressions.lessThan("time", text(to)));
    }
    return ids.isEmpty() ? all : Expressions.and(all, Expressions.in("id", ids.toArray()));
  }

  /** The rest. */
  boolean accepts(DeadLetter letter) {
    return reason == null || letter.cause().reason().equals(reason);
  }

  static String text(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toString();
  }
}
