package dev.firn.events.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeRulesTest {
  /** A rule, on a slice. */
  private interface Rule {
    boolean holds(byte[] bytes, int from, int to);
  }

  private static boolean holds(Rule rule, String text) {
    byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
    return rule.holds(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/cloudevents/spec/pull?x=1&y=[2]#frag",
        "mailto:cncf-wg-serverless@lists.cncf.io",
        "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
        "//authority/path",
        "/sensors/tn-1234567/alerts",
        "1-555-123-4567",
        "#fragment",
        "?query",
        "a/b:c",
        "%20",
        "/größe"
      })
  void isUriReference(String text) {
    assertThat(holds(AttributeRules::isUriReference, text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "<x>", "\"", "{id}", "a\\b", "%2", "%zz", "#a#b", "1a:b", ":a", "a`b"})
  void isNoUriReference(String text) {
    assertThat(holds(AttributeRules::isUriReference, text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/schema, true",
    "https://example.org/schema#Order, true",
    "urn:x, true",
    "http:, false",
    "/schema, false",
    "schema, false",
    "1http://x, false",
    "http://a b, false",
  })
  void isUri(String text, boolean expected) {
    assertThat(holds(AttributeRules::isUri, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | true",
        "application/json; charset=utf-8 | true",
        "application/json;charset=\"utf-8\" | true",
        "application/vnd.apache.thrift.binary | true",
        "image/svg+xml ; a=b;c=\"d;\\\"e\" | true",
        "text/plain; | true",
        "xyz | false",
        "'' | false",
        "/json | false",
        "a/ | false",
        "a/b/c | false",
        "a/b c | false",
        "a/b; charset | false",
        "a/b; charset= | false",
        "a/b; charset=\"x | false",
        "ä/b | false",
        "a/b; c=\"ä\" | false",
        "a/b; c=\"\t\" | false",
        "a/b; c=\"\\ä\" | false",
      })
  void isMediaType(String text, boolean expected) {
    assertThat(holds(AttributeRules::isMediaType, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "Euro € 😀",
        "\u00a0",
        "\ufdcf",
        "\ufdf0",
        "\ufffd",
        "long enough: ü"
      })
  void isString(String text) {
    assertThat(holds(AttributeRules::isString, text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000",
        "a\nb",
        "eight or more \u001f",
        "\u007f",
        "\u0080",
        "\u009f",
        "\ufdd0",
        "\ufdef",
        "\ufffe",
        "\uffff",
        "\ud83f\udfff",
        "\udbff\udffe"
      })
  void isNoString(String text) {
    assertThat(holds(AttributeRules::isString, text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "TWE=, true",
    "TQ==, true",
    "TWFu, true",
    "TWE, false",
    "T===, false",
    "TW-_, false",
    "TWE=TWE=, false",
    "T WE, false"
  })
  void isBase64(String text, boolean expected) {
    assertThat(holds(AttributeRules::isBase64, text)).isEqualTo(expected);
  }
}
