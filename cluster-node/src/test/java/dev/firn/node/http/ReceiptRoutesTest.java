package dev.firn.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sharding.Whereabouts;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Where events are by now, by the receipt of their request. */
class ReceiptRoutesTest extends OnRunningApi {
  private static final String STRUCTURED = "application/cloudevents+json";

  @Test
  void tellsWhereAReceiptIs() throws Exception {
    String receipt = receiptOf(api.post(STRUCTURED, RunningApi.event("1")).body());

    assertThat(api.get("/v1/receipts/" + receipt).body())
        .contains("\"state\":\"buffered\"", "\"partition\":\"t/", "\"append\":7");
    api.buffers.places = position -> new Whereabouts.InFile("file:/x.parquet");
    assertThat(api.get("/v1/receipts/" + receipt).body())
        .contains("\"state\":\"file\"", "file:/x.parquet");
    api.buffers.places = position -> new Whereabouts.NeverSeen();
    assertThat(api.get("/v1/receipts/" + receipt).statusCode()).isEqualTo(404);
    api.buffers.places = position -> new Whereabouts.Unreachable("asleep");
    assertThat(api.get("/v1/receipts/" + receipt).statusCode()).isEqualTo(503);
  }

  @Test
  void takesLongReceiptsAsABody() throws Exception {
    String receipt = receiptOf(api.post(STRUCTURED, RunningApi.event("1")).body());
    HttpResponse<String> answer =
        api.send(api.request("/v1/receipts").POST(BodyPublishers.ofString(receipt + "\n")));

    assertThat(answer.body()).contains("\"state\":\"buffered\"");
  }

  @Test
  void refusesForgedReceipts() throws Exception {
    String receipt = receiptOf(api.post(STRUCTURED, RunningApi.event("1")).body());
    char other = receipt.charAt(5) == 'A' ? 'B' : 'A';
    String forged = receipt.substring(0, 5) + other + receipt.substring(6);

    assertThat(api.get("/v1/receipts/" + forged).statusCode()).isEqualTo(404);
    assertThat(api.get("/v1/receipts/" + forged).body()).contains("receipt-not-issued-here");
    assertThat(api.get("/v1/receipts/x").statusCode()).isEqualTo(404);
  }

  private static String receiptOf(String body) {
    return body.replaceAll(".*\"receipt\":\"([^\"]+)\".*", "$1");
  }
}
