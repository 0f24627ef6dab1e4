package dev.firn.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of docs/scale.md and docs/sizing.md are what {@code ./firn bench scale} prints. */
class ScaleDocumentTest {
  private final ScaleTables tables = new ScaleTables(Scenario.all());

  @Test
  void theTablesOfScaleAreThoseOfTheModel() throws IOException {
    assertThat(document("scale.md"))
        .contains(ScaleTables.inputs())
        .contains(Measured.table())
        .contains(tables.settings())
        .contains(tables.flow())
        .contains(tables.limits());
  }

  @Test
  void theTableOfSizingIsThatOfTheModel() throws IOException {
    assertThat(document("sizing.md")).contains(SizingTable.table());
  }

  /** What the text says of them, in numbers that no table has. */
  @Test
  void settingsAloneDoNotCarryTheLoadAndRequestsOfOneTypeDo() {
    assertThat(Scenario.all().stream().map(ScaleDocumentTest::tightest))
        .satisfiesExactly(
            use -> assertThat(use).isGreaterThan(1),
            use -> assertThat(use).isGreaterThan(1),
            use -> assertThat(use).isGreaterThan(1),
            use -> assertThat(use).isLessThan(1),
            use -> assertThat(use).isLessThan(1));
  }

  private static double tightest(Scenario scenario) {
    return Limit.of(new Flow(scenario.inputs())).get(0).use();
  }

  @Test
  void anInputThatThereIsNotIsRefused() {
    assertThat(Input.named("events")).isEqualTo(Input.EVENTS);
    assertThatThrownBy(() -> Input.named("event")).hasMessageContaining("event");
  }

  private static String document(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name));
  }
}
