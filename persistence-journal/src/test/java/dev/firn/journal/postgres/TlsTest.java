package dev.firn.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate, and what the modes of {@code tls} make of it. */
final class TlsTest {

  @TempDir static Path dir;
  private static final PrivatePostgres SERVER = PrivatePostgres.shared();

  /** The certificate is for 127.0.0.1 and for nothing else. */
  @BeforeAll
  static void serveTls() throws IOException {
    SERVER.execute(
        """
        COPY (SELECT 1) TO PROGRAM 'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj /CN=firn -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.crt 2>/dev/null; \
        chmod 600 server.key'
        """);
    Files.writeString(dir.resolve("root.pem"), SERVER.file("server.crt"));
    SERVER.command("set ssl on");
    SERVER.command("reload");
  }

  @AfterAll
  static void serveNoTls() {
    SERVER.command("set ssl off");
    SERVER.command("reload");
  }

  @Test
  void who_verifies_the_server_talks_to_it_in_tls_1_3() {
    try (Connections connections = connect(SERVER.url(), "verify-full", "root.pem")) {
      assertThat(
              SERVER.number(
                  "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                      + " WHERE application_name = 'firn-journal' AND ssl AND version = 'TLSv1.3'"))
          .isPositive();
      assertThat(connections).isNotNull();
    }
  }

  @Test
  void a_name_that_the_certificate_does_not_have_is_refused() {
    String otherName = SERVER.url().replace("127.0.0.1", "localhost");
    assertThatThrownBy(() -> connect(otherName, "verify-full", "root.pem"))
        .hasMessageContaining("localhost");
    connect(otherName, "verify-ca", "root.pem").close();
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused_at_once() {
    assertThatThrownBy(() -> connect(SERVER.url(), "verify-full", ""))
        .hasMessageContaining("certification path");
    connect(SERVER.url(), "require", "").close();
  }

  private static Connections connect(String url, String mode, String rootCertificate) {
    String path = rootCertificate.isEmpty() ? "" : dir.resolve(rootCertificate).toString();
    String settings =
        """
        firn.journal.postgres {
          url = "%s", pool.start-timeout = 100ms, tls { mode = %s, root-cert = "%s" }
        }
        """
            .formatted(url, mode, path);
    return DatabaseStart.connect(
        PostgresJournalSettings.from(PostgresProfile.inOwnSchema(SERVER).config(settings)));
  }
}
