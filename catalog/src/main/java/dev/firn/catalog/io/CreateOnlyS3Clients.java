package dev.firn.catalog.io;

import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.HttpClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The S3 clients of Iceberg's file IO, with two differences: nothing is ever overwritten ({@code
 * If-None-Match: *}; object names are unique for each attempt, so a name that is taken is a fault),
 * and checksums are sent only where S3 requires them, because R2 and others know no newer ones.
 * Named by class in catalog properties, hence public with an empty constructor.
 */
public final class CreateOnlyS3Clients implements S3FileIOAwsClientFactory {
  private static final long serialVersionUID = 1;

  private Map<String, String> properties = Map.of();

  @Override
  public void initialize(Map<String, String> values) {
    properties = Map.copyOf(values);
  }

  @Override
  public S3Client s3() {
    S3FileIOProperties s3 = new S3FileIOProperties(properties);
    AwsClientProperties aws = new AwsClientProperties(properties);
    HttpClientProperties http = new HttpClientProperties(properties);
    return S3Client.builder()
        .applyMutation(aws::applyClientRegionConfiguration)
        .applyMutation(aws::applyLegacyMd5Plugin)
        .applyMutation(http::applyHttpClientConfigurations)
        .applyMutation(s3::applyEndpointConfigurations)
        .applyMutation(s3::applyServiceConfigurations)
        .applyMutation(builder -> s3.applyCredentialConfigurations(aws, builder))
        .applyMutation(s3::applySignerConfiguration)
        .applyMutation(s3::applyS3AccessGrantsConfigurations)
        .applyMutation(s3::applyUserAgentConfigurations)
        .applyMutation(s3::applyRetryConfigurations)
        .applyMutation(CreateOnlyS3Clients::neverOverwriting)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .build();
  }

  @Override
  public S3AsyncClient s3Async() {
    throw new UnsupportedOperationException(
        "Firn reads and writes through the blocking client; s3.analytics-accelerator must be off");
  }

  private static void neverOverwriting(S3ClientBuilder builder) {
    // Set anew it would drop what the lines before it have set.
    builder.overrideConfiguration(
        builder.overrideConfiguration().toBuilder()
            .addExecutionInterceptor(new NeverOverwriting())
            .build());
  }

  private static final class NeverOverwriting implements ExecutionInterceptor {
    @Override
    public SdkRequest modifyRequest(
        Context.ModifyRequest context, ExecutionAttributes executionAttributes) {
      SdkRequest request = context.request();
      if (request instanceof PutObjectRequest put) {
        return put.toBuilder().ifNoneMatch("*").build();
      }
      return request instanceof CompleteMultipartUploadRequest complete
          ? complete.toBuilder().ifNoneMatch("*").build()
          : request;
    }
  }
}
