package dev.memary.memory.provider;

import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects in a bucket of Amazon's S3, or of any other that speaks its protocol. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final S3Client s3;
  private final String bucket;

  public S3ObjectStore(StorageConfig.S3 config) {
    this.bucket =
        config
            .bucket()
            .orElseThrow(
                () -> new IllegalStateException("memary.storage.s3.bucket names no bucket"));
    this.s3 = client(config);
  }

  private static S3Client client(StorageConfig.S3 config) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .forcePathStyle(config.pathStyle())
            // Others than Amazon know none of the newer checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(ANSWER)
                    .build());
    config.endpoint().ifPresent(builder::endpointOverride);
    config
        .accessKey()
        .ifPresent(key ->
            builder.credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key, config.secretKey().orElse("")))));
    return builder.build();
  }

  @Override
  public void put(ObjectKey key, Content content) throws IOException {
    S3Upload upload = new S3Upload(s3, bucket, key.path());
    try {
      content.writeTo(upload);
      upload.finish();
    } catch (SdkException e) {
      throw unavailable(e);
    } finally {
      upload.abortUnlessFinished();
    }
  }

  @Override
  public Optional<InputStream> get(ObjectKey key) {
    try {
      return Optional.of(s3.getObject(request -> request.bucket(bucket).key(key.path())));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void delete(ObjectKey key) {
    asking(() -> s3.deleteObject(request -> request.bucket(bucket).key(key.path())));
  }

  @Override
  public long delete(ObjectFolder of) {
    return asking(() -> {
      long deleted = 0;
      for (S3Object object : objects(of)) {
        s3.deleteObject(request -> request.bucket(bucket).key(object.key()));
        deleted++;
      }
      return deleted;
    });
  }

  @Override
  public long count(ObjectFolder of) {
    return asking(() -> {
      long count = 0;
      for (S3Object _ : objects(of)) {
        count++;
      }
      return count;
    });
  }

  private Iterable<S3Object> objects(ObjectFolder of) {
    return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(of.path()))
        .contents();
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw unavailable(e);
    }
  }

  private static UnavailableException unavailable(SdkException cause) {
    return new UnavailableException(
        "The bucket of memary.storage.s3 cannot be used: " + cause.getClass().getSimpleName(),
        cause);
  }

  @Override
  public void close() {
    s3.close();
  }
}
