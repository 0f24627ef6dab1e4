package dev.firn.catalog.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;

/**
 * Exceptions as statuses of the REST specification. What is not known to have failed cleanly is
 * 500: clients must take that for unknown.
 */
final class CatalogErrors {
  private static final int UNKNOWN = 500;
  private static final Map<Class<? extends Exception>, Integer> STATUS = new LinkedHashMap<>();

  static {
    STATUS.put(NoSuchTableException.class, 404);
    STATUS.put(NoSuchNamespaceException.class, 404);
    STATUS.put(NotFoundException.class, UNKNOWN);
    STATUS.put(AlreadyExistsException.class, 409);
    STATUS.put(NamespaceNotEmptyException.class, 409);
    STATUS.put(CommitFailedException.class, 409);
    STATUS.put(UnprocessableEntityException.class, 422);
    STATUS.put(UnsupportedOperationException.class, 406);
    STATUS.put(ValidationException.class, 400);
    STATUS.put(IllegalArgumentException.class, 400);
  }

  private CatalogErrors() {}

  static CatalogResponse of(Exception error) {
    int status =
        STATUS.entrySet().stream()
            .filter(entry -> entry.getKey().isInstance(error))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(UNKNOWN);
    return of(status, error.getClass().getSimpleName(), String.valueOf(error.getMessage()));
  }

  static CatalogResponse of(int status, String type, String message) {
    ErrorResponse response =
        ErrorResponse.builder().responseCode(status).withType(type).withMessage(message).build();
    return new CatalogResponse(status, CatalogJson.write(response));
  }
}
