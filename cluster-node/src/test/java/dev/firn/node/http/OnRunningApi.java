package dev.firn.node.http;

import dev.firn.sharding.Whereabouts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests that share an API over buffers in memory, empty before each of them. */
abstract class OnRunningApi {
  static RunningApi api;

  @BeforeAll
  static void start() {
    api =
        new RunningApi(
            """
            firn.http.body-timeout = 1s
            firn.cors.origins = ["https://shop.example"]
            firn.edge { http-protocol = X-Protocol, tls-version = X-TLS-Version, tls-cipher = X-TLS-Cipher }
            """);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void forget() {
    api.buffers.stored.clear();
    api.buffers.storing = FakeBuffers::accept;
    api.buffers.places = position -> new Whereabouts.Buffered();
  }
}
