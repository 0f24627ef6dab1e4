package dev.firn.bench.target;

/** Where Logback finds the settings of the bench: warnings only, on standard error. */
public final class LogFile {
  public static final String PROPERTY = "logback.configurationFile";
  public static final String NAME = "bench-logback.xml";

  private LogFile() {}
}
