package dev.memary.memory.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes an object of unknown size with one part of it in memory. Until it is finished there is no
 * object.
 */
final class S3Upload extends OutputStream {
  private static final Logger LOG = Logger.getLogger(S3Upload.class);

  /** As many of these as S3 takes, 10,000, are 80 GB. */
  private static final int PART = 8 << 20;

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final byte[] buffer = new byte[PART];
  private final List<CompletedPart> parts = new ArrayList<>();
  private int filled;
  private @Nullable String uploadId;

  S3Upload(S3Client s3, String bucket, String key) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, PART - filled);
      System.arraycopy(bytes, at, buffer, filled, taken);
      filled += taken;
      at += taken;
      left -= taken;
      if (filled == PART) {
        sendPart();
      }
    }
  }

  /** Makes the object be there. */
  void finish() {
    if (uploadId == null) {
      s3.putObject(request -> request.bucket(bucket).key(key), content());
      return;
    }
    if (filled > 0) {
      sendPart();
    }
    s3.completeMultipartUpload(request ->
        request
            .bucket(bucket)
            .key(key)
            .uploadId(uploadId)
            .multipartUpload(upload -> upload.parts(parts)));
    uploadId = null;
  }

  private void sendPart() {
    String id = begun();
    int number = parts.size() + 1;
    String tag =
        s3.uploadPart(
                request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number),
                content())
            .eTag();
    parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    filled = 0;
  }

  private String begun() {
    String id = uploadId;
    if (id == null) {
      id = s3.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
      uploadId = id;
    }
    return id;
  }

  private RequestBody content() {
    return RequestBody.fromBytes(Arrays.copyOf(buffer, filled));
  }

  /** What was sent of it so far is thrown away. */
  void abortUnlessFinished() {
    if (uploadId != null) {
      try {
        s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(uploadId));
      } catch (SdkException e) {
        LOG.warnf(
            "Parts of an upload stay in the bucket (%s); have a lifecycle rule remove uploads that"
                + " were never completed",
            e.getClass().getSimpleName());
      }
    }
  }
}
