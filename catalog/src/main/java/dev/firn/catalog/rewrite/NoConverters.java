package dev.firn.catalog.rewrite;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Parquet wants converters of records where only columns are read: these do nothing. */
final class NoConverters extends GroupConverter {
  @Override
  public Converter getConverter(int field) {
    return new PrimitiveConverter() {
      @Override
      public GroupConverter asGroupConverter() {
        return new NoConverters();
      }
    };
  }

  @Override
  public void start() {}

  @Override
  public void end() {}
}
