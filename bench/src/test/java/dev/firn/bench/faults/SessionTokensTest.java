package dev.firn.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FrontRequest;
import dev.firn.bench.faults.lake.SessionTokens;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
  private static final Fault PASSED_ON = Fault.lost("passed on", Fault.status(200));

  private final SessionTokens tokens = new SessionTokens();

  private Fault with(String token) {
    FrontRequest request = new FrontRequest("PUT", "/firn/object", true, false, token);
    return tokens.before(any -> PASSED_ON).next(request);
  }

  @Test
  void onlyATokenThatHasNotEndedComesThrough() {
    long now = System.currentTimeMillis();

    assertThat(with("")).extracting(Fault::answer).isEqualTo(Fault.status(403));
    assertThat(with("another")).extracting(Fault::answer).isEqualTo(Fault.status(403));
    assertThat(with("until-" + (now - 1))).extracting(Fault::answer).isEqualTo(Fault.status(400));
    assertThat(tokens.seen()).isZero();
    assertThat(with("until-" + (now + 60_000))).isEqualTo(PASSED_ON);
    assertThat(tokens.seen()).isEqualTo(1);
  }
}
