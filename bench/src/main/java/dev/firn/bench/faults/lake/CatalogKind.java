package dev.firn.bench.faults.lake;

import java.util.Locale;

/** Which catalog a node is tried with. */
public enum CatalogKind {
  /** Firn's own, without secrets; nodes have keys of the store. */
  EMBEDDED,
  /** Iceberg's REST fixture, with a token, a warehouse, a prefix, and keys that it hands out. */
  FIXTURE;

  private static final String PROPERTY = "firn.faults.catalog";

  /** What the system property of that name says, so that tests run unchanged with another one. */
  public static CatalogKind chosen() {
    return valueOf(System.getProperty(PROPERTY, EMBEDDED.name()).toUpperCase(Locale.ROOT));
  }
}
