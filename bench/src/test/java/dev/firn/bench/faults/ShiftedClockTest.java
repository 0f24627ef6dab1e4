package dev.firn.bench.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShiftedClockTest {
  private static final long SIX_HOURS = TimeUnit.HOURS.toMillis(6);
  private static final long A_MINUTE = TimeUnit.MINUTES.toMillis(1);

  @TempDir Path folder;

  @Test
  void theWallClockOfARunningJvmJumpsAndNoOther() throws IOException, InterruptedException {
    Optional<ShiftedClock> made = ShiftedClock.in(folder);
    assumeTrue(made.isPresent(), "no C compiler");
    ShiftedClock clock = made.get();
    List<String> command = new ArrayList<>(clock.jvmPrefix());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx32m", "-cp", System.getProperty("java.class.path")));
    command.add(Clocks.class.getName());
    Process jvm = new ProcessBuilder(command).start();
    try (BufferedReader answers = jvm.inputReader(US_ASCII)) {
      long[] right = ask(jvm, answers);
      assertThat(right[0]).isCloseTo(System.currentTimeMillis(), within(A_MINUTE));

      clock.set(Duration.ofHours(6));
      long[] ahead = ask(jvm, answers);
      assertThat(ahead[0] - right[0]).isCloseTo(SIX_HOURS, within(A_MINUTE));
      assertThat(ahead[1] - right[1]).isBetween(0L, A_MINUTE);

      clock.set(Duration.ofHours(-6));
      assertThat(ask(jvm, answers)[0] - right[0]).isCloseTo(-SIX_HOURS, within(A_MINUTE));

      clock.set(Duration.ZERO);
      assertThat(ask(jvm, answers)[0]).isCloseTo(System.currentTimeMillis(), within(A_MINUTE));
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static long[] ask(Process jvm, BufferedReader answers) throws IOException {
    jvm.getOutputStream().write('\n');
    jvm.getOutputStream().flush();
    String[] answer = Objects.requireNonNull(answers.readLine(), "the end").split(" ", -1);
    return new long[] {Long.parseLong(answer[0]), Long.parseLong(answer[1])};
  }

  /** Says what time it is whenever it is asked: the wall clock, and the one that only goes on. */
  static final class Clocks {
    private Clocks() {}

    public static void main(String[] arguments) throws IOException {
      BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
      while (questions.readLine() != null) {
        System.out.println(
            System.currentTimeMillis() + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
      }
    }
  }
}
