package dev.firn.sharding.placement;

import java.util.List;

/**
 * What is to be done now.
 *
 * @param moves to begin
 * @param summary why these, or why nothing moves
 * @param notices what operators ordered and does not hold
 * @param isBalancing a balancing has begun: it goes on down to the lower threshold
 * @param isUneven load is uneven enough to begin one, if it stays so
 */
public record Decision(
    List<Move> moves, String summary, List<String> notices, boolean isBalancing, boolean isUneven) {
  public Decision {
    moves = List.copyOf(moves);
    notices = List.copyOf(notices);
  }

  static Decision nothing(String why, List<String> notices, boolean isBalancing) {
    return new Decision(List.of(), why, notices, isBalancing, false);
  }
}
