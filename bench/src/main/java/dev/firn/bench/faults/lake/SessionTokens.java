package dev.firn.bench.faults.lake;

import dev.firn.bench.faults.front.Fault;
import dev.firn.bench.faults.front.FaultPlan;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a store does with the tokens of keys that were handed out, and S3Proxy does not: a request
 * without one is denied, and one with a token that has ended is told so. That a token is genuine
 * tells the signature over all headers, which S3Proxy checks.
 */
public final class SessionTokens {
  private static final String UNTIL = "until-";

  // As S3 answers.
  private static final Fault MISSING = Fault.lost("store keys without a token", Fault.status(403));
  private static final Fault ENDED = Fault.lost("store keys have ended", Fault.status(400));

  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** A plan for the requests whose tokens are in order. */
  public FaultPlan before(FaultPlan plan) {
    return request -> {
      String token = request.sessionToken();
      if (!token.startsWith(UNTIL)) {
        return MISSING;
      }
      if (System.currentTimeMillis() > Long.parseLong(token.substring(UNTIL.length()))) {
        return ENDED;
      }
      seen.add(token);
      return plan.next(request);
    };
  }

  /** How many different ones were in order so far. */
  public int seen() {
    return seen.size();
  }
}
