package dev.firn.catalog.audit;

import java.util.Collection;

/** An audit was asked for partitions that neither the buffers nor the table have ever seen. */
public final class UnknownPartitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownPartitionException(Collection<String> partitions) {
    super(
        "neither the buffers nor the table know of "
            + String.join(", ", partitions)
            + "; nothing was compared");
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
