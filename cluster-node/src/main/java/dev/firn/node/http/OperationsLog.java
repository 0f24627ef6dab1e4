package dev.firn.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.events.FailureText;
import dev.firn.node.security.Caller;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what through the operations API, and what came of it: two lines each, of the logger
 * {@code firn.operations}. The first is written before the order is given, so that none is given
 * unseen.
 */
final class OperationsLog {
  private static final Logger LOG = LoggerFactory.getLogger("firn.operations");
  private static final int BEGUN = 202;
  private static final ObjectMapper JSON = new ObjectMapper();

  private OperationsLog() {}

  /**
   * Gives an order that is answered over HTTP.
   *
   * @param who the name of the key, or of the tenant that everybody is where no keys are asked for
   */
  static CompletionStage<HttpResponse> change(
      Caller who, String operation, String what, Supplier<CompletionStage<HttpResponse>> order) {
    return change(who, operation, what, order, OperationsLog::outcome);
  }

  /**
   * Gives an order.
   *
   * @param outcome in words, of its answer
   */
  static <T> CompletionStage<T> change(
      Caller who,
      String operation,
      String what,
      Supplier<CompletionStage<T>> order,
      Function<T, String> outcome) {
    LOG.info("operation={} by={} on={}", operation, who.tenant(), oneLine(what));
    return order
        .get()
        .whenComplete(
            (answer, failure) ->
                LOG.info(
                    "operation={} by={} on={} outcome={}",
                    operation,
                    who.tenant(),
                    oneLine(what),
                    oneLine(
                        failure == null
                            ? outcome.apply(answer)
                            : "unknown: " + FailureText.of(failure))));
  }

  /** The status; why an order was not taken; and of what goes on, by which number it is known. */
  private static String outcome(HttpResponse response) {
    int status = response.status().intValue();
    boolean saysMore = status == BEGUN || !response.status().isSuccess();
    return saysMore && response.entity() instanceof HttpEntity.Strict body
        ? status + " " + words(body.getData().utf8String())
        : Integer.toString(status);
  }

  private static String words(String body) {
    try {
      JsonNode error = JSON.readTree(body).path("error");
      return error.isMissingNode()
          ? body
          : error.path("reason").asText() + ": " + error.path("detail").asText();
    } catch (IOException e) {
      // No answer of this API; told as it is.
      return body;
    }
  }

  /** What came with a request cannot forge further lines. */
  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
