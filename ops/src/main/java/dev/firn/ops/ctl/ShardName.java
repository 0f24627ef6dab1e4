package dev.firn.ops.ctl;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A shard as operators name it: its number among those of partitions, or KIND/NUMBER. */
record ShardName(String kind, String number) {
  private static final String PARTITIONS = "partition";

  /** For picocli. */
  static final class Converter implements ITypeConverter<ShardName> {
    @Override
    public ShardName convert(String text) {
      int slash = text.lastIndexOf('/');
      String number = text.substring(slash + 1);
      if (!number.matches("[0-9]{1,9}") || slash == 0) {
        throw new TypeConversionException(
            "expected a shard's number, or KIND/NUMBER as firn ctl shards prints it, got " + text);
      }
      return new ShardName(slash < 0 ? PARTITIONS : text.substring(0, slash), number);
    }
  }

  /** Where the operations API has it. */
  String path() {
    return "/v1/shards/" + NodeApi.encoded(kind) + "/" + number;
  }

  @Override
  public String toString() {
    return kind + "/" + number;
  }
}
