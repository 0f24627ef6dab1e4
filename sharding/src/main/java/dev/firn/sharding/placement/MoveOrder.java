package dev.firn.sharding.placement;

import java.util.Optional;

/**
 * Whether a shard can be moved at an operator's word; a function of its input. Such a move is made
 * once: afterwards the shard stays for its cool-down and is then balanced as any other, where a pin
 * would hold it for ever.
 */
final class MoveOrder {
  private MoveOrder() {}

  /** Why not; nothing where it can be, or is there already. */
  static Optional<String> refusal(String shard, String to, Situation situation) {
    String home = situation.homes().get(shard);
    if (home == null) {
      return Optional.of(
          "shard " + shard + " lives nowhere yet: a shard begins with its first event");
    }
    if (!situation.isOpen(to)) {
      return Optional.of(to + " " + Placement.whyClosed(situation, to));
    }
    String pin = situation.pins().get(shard);
    if (pin != null && !pin.equals(to)) {
      return Optional.of(
          "shard %s is pinned to %s: unpin it, or pin it elsewhere".formatted(shard, pin));
    }
    String under = situation.moving().get(shard);
    if (under != null) {
      return Optional.of("shard %s is on its way to %s".formatted(shard, under));
    }
    if (situation.versionRank(to) < situation.versionRank(home)) {
      return Optional.of(
          "%s runs an older version than %s: what the newer one journals it may not read"
              .formatted(to, home));
    }
    return Placement.unreachable(situation);
  }
}
