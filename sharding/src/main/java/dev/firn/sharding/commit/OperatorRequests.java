package dev.firn.sharding.commit;

import dev.firn.sharding.commit.CommitterProtocol.Describe;
import dev.firn.sharding.commit.CommitterProtocol.Resume;
import org.apache.pekko.persistence.typed.javadsl.Effect;

/** What operators ask of a committer. */
final class OperatorRequests {
  private final CommitterWork work;
  private final CommitAttempts attempts;
  private final Examinations examinations;
  private final ReplacedTable replaced;
  private final FileIntake intake;
  private final CommitterView view;

  OperatorRequests(
      CommitterWork work,
      CommitAttempts attempts,
      Examinations examinations,
      ReplacedTable replaced,
      FileIntake intake,
      CommitterView view) {
    this.work = work;
    this.attempts = attempts;
    this.examinations = examinations;
    this.replaced = replaced;
    this.intake = intake;
    this.view = view;
  }

  Effect<CommitterEvent, CommitterState> onDescribe(CommitterState state, Describe question) {
    question.replyTo().tell(view.of(state));
    return work.effects.none();
  }

  Effect<CommitterEvent, CommitterState> onResume(CommitterState state, Resume command) {
    work.context.getLog().info("resumed by an operator ledger={}", state.ledger());
    intake.resume();
    replaced.look(state);
    attempts.resume(state);
    examinations.look(state);
    command.replyTo().tell(view.of(state));
    return work.effects.none();
  }
}
