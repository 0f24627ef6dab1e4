package dev.firn.catalog.embedded;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTSerializers;

/** Iceberg's requests and responses as its REST specification writes them. */
final class CatalogJson {
  private static final ObjectMapper MAPPER = mapper();

  private CatalogJson() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  static <T extends RESTRequest> T read(String body, Class<T> type) {
    T request;
    try {
      request = MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
    if (request == null) {
      throw new IllegalArgumentException("A " + type.getSimpleName() + " was expected");
    }
    request.validate();
    return request;
  }

  static String write(Object response) {
    try {
      return MAPPER.writeValueAsString(response);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Could not write " + response.getClass(), e);
    }
  }
}
