package dev.firn.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A setting that nobody reads is a mistake that nobody notices. */
class KnownSettingsTest {
  private static Config given(String settings) {
    return NodeConfig.over(ConfigFactory.parseString(settings));
  }

  private static void assertRefused(String settings, String sentence) {
    assertThatThrownBy(() -> given(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void whatIsDocumentedMayBeSet() {
    given("firn.flush.max-age = 10s");
    given("firn.journal = embedded");
    given("firn { data-dir = /d, secret-file = ${firn.data-dir}/s }");
  }

  @Test
  void sectionsWithKeysOfTheirOwnTakeAny() {
    given("firn.catalog.properties { s3.endpoint = \"http://s3\" }");
    given("firn.tenants.allowed-types { shop = [\"page.view\"] }");
  }

  @Test
  void pekkosSectionsTakeWhatPekkoDocuments() {
    given("firn.dispatchers.decode.thread-pool-executor.task-queue-size = 8");
    given("firn.journal.embedded.replay-filter.window-size = 50");
    given("pekko.loglevel = DEBUG");
    assertRefused(
        "firn.dispatchers.decode.troughput = 2",
        "there is no setting firn.dispatchers.decode.troughput;"
            + " did you mean firn.dispatchers.decode.throughput?");
  }

  @Test
  void theNearestNameIsTold() {
    assertRefused(
        "firn.flush.max-agee = 10s",
        "there is no setting firn.flush.max-agee; did you mean firn.flush.max-age?");
    assertRefused(
        "firn.flush.maxAge = 10s",
        "there is no setting firn.flush.maxAge; did you mean firn.flush.max-age?");
    assertRefused(
        "firn.accept-past = 1d",
        "there is no setting firn.accept-past; did you mean firn.ingest.accept-past?");
    assertRefused(
        "firn.x.typo = 1",
        "there is no setting firn.x, nor one like it; the reference.conf of each module lists all");
  }

  @Test
  void aForgottenPrefixIsToldWhereTheRestIsRight() {
    assertRefused(
        "ingest.accept-past = 1d",
        "there is no setting ingest.accept-past; it is called firn.ingest.accept-past");
    given("ingest.of.another.library = 1, http.proxyHost = proxy, java.version = 17");
  }

  @Test
  void theFileAndTheLineAreTold(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("firn.conf"), "firn {\n  httpp.port = 1\n}\n");
    assertThatThrownBy(() -> NodeConfig.over(ConfigFactory.parseFile(file.toFile())))
        .hasMessageContaining("firn.httpp (")
        .hasMessageContaining("firn.conf: 2); did you mean firn.http?");
  }

  @Test
  void distancesCountLettersToAddDropOrReplace() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("same", "same")).isZero();
  }
}
