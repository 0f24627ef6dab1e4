package dev.firn.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionKeyTest {
  @Test
  void anEventBelongsToTheUtcHourOfItsTime() {
    assertThat(PartitionKey.of("a", 0).id()).isEqualTo("a/1970-01-01T00");
    assertThat(PartitionKey.of("a", -1).id()).isEqualTo("a/1969-12-31T23");
    assertThat(PartitionKey.of("a", 1_420_070_399_999_999L).id()).isEqualTo("a/2014-12-31T23");
  }

  @Test
  void noTypeLeavesItsFolderOrMeetsAnother() {
    assertThat(new PartitionKey("../x", 0).encodedType()).isEqualTo("..%2Fx");
    assertThat(new PartitionKey("a~b", 0).encodedType()).isEqualTo("a%7Eb");
    assertThat(new PartitionKey("a%7Eb", 0).encodedType()).isEqualTo("a%257Eb");
  }

  @Test
  void aLongTypeIsCutAndHashed() {
    String longest = "ä".repeat(128);
    String encoded = new PartitionKey(longest, 0).encodedType();
    assertThat(encoded).hasSizeLessThanOrEqualTo(120).contains("~").doesNotEndWith("%");
    assertThat(new PartitionKey("ä".repeat(127) + "aa", 0).encodedType()).isNotEqualTo(encoded);
    assertThat(new PartitionKey(longest, 0).id()).hasSizeLessThanOrEqualTo(140);
  }
}
