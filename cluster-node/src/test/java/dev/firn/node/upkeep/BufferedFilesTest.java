package dev.firn.node.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.CommitterStatus;
import dev.firn.sharding.CommitterStatus.Phase;
import dev.firn.sharding.PartitionAccount;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferedFilesTest {

  private static CompletionStage<PartitionAccount> account(String partition) {
    return switch (partition) {
      case "silent" -> CompletableFuture.failedFuture(new IllegalStateException("injected"));
      case "buffering" ->
          CompletableFuture.completedFuture(new PartitionAccount(partition, 3, 7, List.of()));
      default ->
          CompletableFuture.completedFuture(new PartitionAccount(partition, 3, 0, List.of()));
    };
  }

  private static BufferedFiles with(CommitterStatus committer) {
    return new BufferedFiles(() -> List.of(committer), BufferedFilesTest::account);
  }

  @Test
  void onlyAPartitionThatSaysItHoldsNoRowIsQuiet() {
    assertThat(with(Statuses.losing(0)).quiet(Set.of("silent", "buffering", "empty", "emptied")))
        .containsExactlyInAnyOrder("empty", "emptied");
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aCommitOfUnknownFateIsAnObstacle(Phase phase) {
    boolean isWell = phase == Phase.IDLE || phase == Phase.COMMITTING;
    assertThat(with(Statuses.open(phase, 1)).obstacle().isEmpty()).isEqualTo(isWell);
  }

  @Test
  void whatIsToBeAddedAgainIsOneToo() {
    assertThat(with(Statuses.losing(0)).obstacle()).isEmpty();
    assertThat(with(Statuses.losing(1)).obstacle())
        .hasValueSatisfying(why -> assertThat(why).contains("rolled back"));
  }
}
