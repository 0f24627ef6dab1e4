package dev.firn.catalog.io;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of S3, each in one request with {@code If-None-Match: *}. */
final class S3WholeFiles implements WholeFiles {
  private static final Pattern LOCATION = Pattern.compile("s3[an]?://([^/]+)/(.+)");
  private static final int PRECONDITION_FAILED = 412;

  private final S3FileIO io;

  S3WholeFiles(S3FileIO io) {
    this.io = io;
  }

  @Override
  public void createWhole(String location, byte[] bytes) {
    Matcher parts = LOCATION.matcher(location);
    if (!parts.matches()) {
      throw new IllegalArgumentException("Not a location in S3: " + location);
    }
    PutObjectRequest put =
        PutObjectRequest.builder()
            .bucket(parts.group(1))
            .key(parts.group(2))
            .ifNoneMatch("*")
            .build();
    try {
      io.client(location).putObject(put, RequestBody.fromBytes(bytes));
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        throw new AlreadyExistsException(e, "There is already a file %s", location);
      }
      throw e;
    }
  }
}
