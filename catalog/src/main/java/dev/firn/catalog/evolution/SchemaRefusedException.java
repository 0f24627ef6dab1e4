package dev.firn.catalog.evolution;

/** A change of the schema that cannot be made; nothing is changed. Says why in one sentence. */
public final class SchemaRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SchemaRefusedException(String message) {
    super(message);
  }
}
