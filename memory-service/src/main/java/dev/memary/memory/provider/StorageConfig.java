package dev.memary.memory.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where exports and files to be imported lie. */
@ConfigMapping(prefix = "memary.storage")
public interface StorageConfig {
  /** {@code folder}, which several replicas can only use when they share it, or {@code s3}. */
  @WithDefault("folder")
  Type type();

  /** The folder, when it is one; only the service should be able to read it. */
  @WithDefault("/var/lib/memary/objects")
  Path folder();

  /** The bucket, when it is one. */
  S3 s3();

  /** What the storage is. */
  enum Type {
    FOLDER,
    S3
  }

  /** A bucket of Amazon's or of anybody who speaks its protocol. */
  interface S3 {
    Optional<String> bucket();

    @WithDefault("us-east-1")
    String region();

    /** Another address than Amazon's. */
    Optional<URI> endpoint();

    /** Whether the bucket stands in the path and not in the host's name; most others need it. */
    @WithDefault("false")
    boolean pathStyle();

    /** Without a key of its own the service takes what its machine or pod is given. */
    Optional<String> accessKey();

    Optional<String> secretKey();
  }
}
