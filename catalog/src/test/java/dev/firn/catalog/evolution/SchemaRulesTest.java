package dev.firn.catalog.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.evolution.SchemaChange.Add;
import dev.firn.catalog.evolution.SchemaChange.Drop;
import dev.firn.catalog.evolution.SchemaChange.Rename;
import dev.firn.catalog.evolution.SchemaChange.Source;
import dev.firn.catalog.evolution.SchemaChange.Widen;
import dev.firn.catalog.promotion.JsonPath;
import dev.firn.catalog.promotion.Promotion;
import dev.firn.catalog.promotion.Promotions;
import dev.firn.catalog.table.EventSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type.PrimitiveType;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRulesTest {
  private static final Source VIEWS = new Source("page.view", JsonPath.parse("$.user.id"));
  private static final Source CLICKS = new Source("click", JsonPath.parse("$.user"));

  /** Firn's columns, and four more, the last of them in the sort order. */
  private static TableSchema table() {
    List<NestedField> columns = new ArrayList<>(EventSchema.SCHEMA.columns());
    columns.add(column(28, "user_id", "int"));
    columns.add(column(29, "price", "decimal(9,2)"));
    columns.add(NestedField.optional(30, "labels", Types.ListType.ofOptional(31, text())));
    columns.add(column(32, "shard", "float"));
    Promotions rules =
        new Promotions(List.of(new Promotion(28, "page.view", VIEWS.path())), List.of());
    return new TableSchema("uuid", 1, columns, rules, Set.of(3, 5, 32), Set.of("time_hour"));
  }

  private static NestedField column(int id, String name, String type) {
    return NestedField.optional(id, name, Types.fromPrimitiveString(type));
  }

  private static PrimitiveType text() {
    return Types.StringType.get();
  }

  private static Edit decide(SchemaChange change) {
    return new SchemaRules(table(), 32).decide(change);
  }

  private static Add add(String name, String type, Source... source) {
    return new Add(name, Types.fromPrimitiveString(type), false, Stream.of(source).findFirst());
  }

  private static SchemaChange change(String order) {
    String[] words = order.split(" ", -1);
    return switch (words[0]) {
      case "add" -> add(words[1], words[2]);
      case "fill" -> add(words[1], words[2], VIEWS);
      case "rename" -> new Rename(words[1], words[2]);
      case "widen" -> new Widen(words[1], Types.fromPrimitiveString(words[2]));
      case "drop" -> new Drop(words[1]);
      default -> throw new IllegalArgumentException(order);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "drop data                   | is a field of Firn's",
        "drop cf_city                | is a field of Firn's",
        "rename subject who          | is a field of Firn's",
        "widen ingest_index long     | is a field of Firn's",
        "add Data string             | is the name of a field of Firn's",
        "add cf_new string           | Names that begin with cf_ are reserved",
        "add Ingest_x string         | Names that begin with ingest_ are reserved",
        "add time_hour int           | is the name of a partition field",
        "add _file string            | letters, digits and _",
        "add a.b string              | letters, digits and _",
        "add 1st string              | letters, digits and _",
        "add user_id int             | There is a column already of this name: user_id int",
        "add USER_ID long            | There is a column already of this name: user_id int",
        "fill user_id int            | fill \"user_id\" already, from $.user.id",
        "fill user_id long           | There is a column already of this name",
        "fill subject string         | is the name of a field of Firn's",
        "fill body binary            | cannot be filled from data",
        "fill long decimal(19,0)     | cannot be filled from data",
        "fill moment timestamp       | cannot be filled from data",
        "add blob fixed[3]           | A column of type fixed[3] cannot be added",
        "rename user_id price        | There is a column already of this name: price",
        "rename user_id user_id      | There is a column already of this name: user_id",
        "rename user_id id           | is the name of a field of Firn's",
        "widen user_id string        | cannot be widened to string",
        "widen user_id int           | cannot be widened to int",
        "widen price decimal(9,3)    | cannot be widened to decimal(9, 3)",
        "widen price decimal(8,2)    | cannot be widened",
        "widen price decimal(19,2)   | cannot be widened to more than 18 digits",
        "widen labels string         | cannot be widened",
        "drop shard                  | a partition spec, a sort order",
      })
  void whatWouldBreakSomethingIsRefusedInOneSentence(String order, String reason) {
    assertThatThrownBy(() -> decide(change(order)))
        .isInstanceOf(SchemaRefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aRequiredColumnIsRefused() {
    assertThatThrownBy(() -> decide(new Add("x", text(), true, Optional.empty())))
        .isInstanceOf(SchemaRefusedException.class)
        .hasMessageStartingWith("A required column cannot be added");
  }

  @Test
  void aColumnThatIsNotThereIsNotFound() {
    for (String order : List.of("drop x", "rename x y", "widen x long", "drop USER_ID")) {
      assertThatThrownBy(() -> decide(change(order))).isInstanceOf(NoSuchColumnException.class);
    }
  }

  @Test
  void whatBreaksNothingIsDone() {
    assertThat(decide(change("add note string")))
        .isEqualTo(new Edit.AddColumn("note", text(), Optional.empty(), 32));
    assertThat(decide(add("who", "string", CLICKS)))
        .isEqualTo(new Edit.AddColumn("who", text(), Optional.of(CLICKS), 32));
    assertThat(decide(change("rename user_id User_Id")))
        .isEqualTo(new Edit.RenameColumn(column(28, "user_id", "int"), "User_Id"));
    assertThat(decide(change("widen user_id long")))
        .isEqualTo(new Edit.WidenColumn(column(28, "user_id", "int"), Types.LongType.get()));
    assertThat(decide(change("widen price decimal(18,2)"))).isInstanceOf(Edit.WidenColumn.class);
    assertThat(decide(change("widen shard double"))).isInstanceOf(Edit.WidenColumn.class);
    assertThat(decide(change("drop labels"))).isInstanceOf(Edit.DropColumn.class);
  }

  @Test
  void anotherEventTypeMayFillAColumnOfTheSameType() {
    assertThat(decide(add("user_id", "int", CLICKS))).isEqualTo(new Edit.AddSource(28, CLICKS));
    assertThatThrownBy(() -> decide(add("user_id", "long", CLICKS)))
        .isInstanceOf(SchemaRefusedException.class);
  }

  @Test
  void anEventTypeThatNoEventHasIsRefused() {
    for (String type : List.of("", "a\nb", "é".repeat(129))) {
      Source source = new Source(type, VIEWS.path());
      assertThatThrownBy(() -> decide(add("x", "long", source)))
          .isInstanceOf(SchemaRefusedException.class)
          .hasMessageContaining("is no type that events can have");
    }
  }

  @Test
  void anEventTypeFillsOnlySoManyColumns() {
    List<NestedField> columns = new ArrayList<>(EventSchema.SCHEMA.columns());
    List<Promotion> rules = new ArrayList<>();
    for (int id = 28; id < 28 + SchemaRules.MOST_OF_A_TYPE; id++) {
      columns.add(column(id, "c" + id, "int"));
      rules.add(new Promotion(id, "page.view", VIEWS.path()));
    }
    TableSchema full =
        new TableSchema("u", 1, columns, new Promotions(rules, List.of()), Set.of(), Set.of());
    SchemaRules decision = new SchemaRules(full, 100);
    assertThatThrownBy(() -> decision.decide(add("more", "int", VIEWS)))
        .hasMessage("Events of type page.view fill 64 columns already");
    assertThat(decision.decide(add("more", "int", CLICKS))).isInstanceOf(Edit.AddColumn.class);
  }
}
