package dev.firn.catalog.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.catalog.io.WholeFiles;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of a chain's last manifest that a catalog gets. It does not name the chain's own files:
 * catalogs delete metadata that a table has outgrown, and an ended chain that lost its end would go
 * on.
 */
final class LastManifest {
  private static final Logger LOG = LoggerFactory.getLogger(LastManifest.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final FileIO io;
  private final TableMetadata last;

  LastManifest(FileIO io, TableMetadata last) {
    this.io = io;
    this.last = last;
  }

  /** Where the copy is, which is made unless it is there. */
  String copy() {
    String location =
        last.location() + "/metadata/adopted-" + last.lastUpdatedMillis() + ".metadata.json";
    try {
      WholeFiles.of(io).createWhole(location, bytes());
    } catch (AlreadyExistsException e) {
      LOG.info("{} is there already: this adoption was begun before", location);
    }
    return location;
  }

  private byte[] bytes() {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(last));
      json.putArray("metadata-log");
      return json.toString().getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Metadata of a table is no JSON", e);
    }
  }
}
