package dev.firn.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which: arrows point inward only. */
@AnalyzeClasses(packages = "dev.firn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String EVENTS = "dev.firn.events..";
  private static final String JOURNAL = "dev.firn.journal..";
  private static final String CATALOG = "dev.firn.catalog..";
  private static final String SHARDING = "dev.firn.sharding..";
  private static final String NODE = "dev.firn.node..";
  private static final String PEKKO = "org.apache.pekko..";
  private static final String ICEBERG = "org.apache.iceberg..";
  private static final String ROCKSDB = "org.rocksdb..";

  @ArchTest
  static final ArchRule EVENTS_KNOW_NOBODY =
      module(EVENTS, JOURNAL, CATALOG, SHARDING, NODE, PEKKO, ICEBERG, ROCKSDB);

  @ArchTest
  static final ArchRule THE_JOURNAL_KNOWS_PEKKO_ALONE =
      module(JOURNAL, EVENTS, CATALOG, SHARDING, NODE, ICEBERG);

  @ArchTest
  static final ArchRule THE_CATALOG_KNOWS_EVENTS_AND_NO_ACTOR =
      module(CATALOG, JOURNAL, SHARDING, NODE, PEKKO, ROCKSDB);

  @ArchTest
  static final ArchRule SHARDING_MEETS_THE_LAKE_AT_PORTS =
      module(SHARDING, JOURNAL, CATALOG, NODE, ICEBERG, ROCKSDB);

  @ArchTest
  static final ArchRule THE_NODE_LEAVES_THE_DATABASE_TO_THE_JOURNAL = module(NODE, ROCKSDB);

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLES =
      slices().matching("dev.firn.(**)").should().beFreeOfCycles();

  private static ArchRule module(String module, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }
}
