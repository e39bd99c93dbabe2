package dev.memary.memory.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.localstack.S3Server;
import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreTest extends ObjectStoreTest {
  @TempDir static Path folder;

  private static S3Server server;
  private static S3ObjectStore store;

  @BeforeAll
  static void start() {
    server = S3Server.start(folder);
    store = new S3ObjectStore(new Bucket(server.endpoint(), S3Server.SECRET_KEY));
  }

  @AfterAll
  static void stop() {
    store.close();
    server.close();
  }

  @Override
  ObjectStore objects() {
    return store;
  }

  @Test
  void refused_isUnavailable_alsoForWhatIsThere() {
    ObjectKey key = ObjectKey.ofExport("t", UUID.randomUUID(), UUID.randomUUID());
    try (S3ObjectStore stranger = new S3ObjectStore(new Bucket(server.endpoint(), "wrong"))) {
      assertThatThrownBy(() -> stranger.put(key, out -> out.write('x')))
          .isInstanceOf(ObjectStore.UnavailableException.class);
      assertThatThrownBy(() -> stranger.get(key))
          .isInstanceOf(ObjectStore.UnavailableException.class);
      assertThatThrownBy(() -> stranger.count(new ObjectFolder("t", UUID.randomUUID())))
          .isInstanceOf(ObjectStore.UnavailableException.class);
    }
  }

  private record Bucket(URI address, String secret) implements StorageConfig.S3 {
    @Override
    public Optional<String> bucket() {
      return Optional.of(S3Server.BUCKET);
    }

    @Override
    public String region() {
      return "us-east-1";
    }

    @Override
    public Optional<URI> endpoint() {
      return Optional.of(address);
    }

    @Override
    public boolean pathStyle() {
      return true;
    }

    @Override
    public Optional<String> accessKey() {
      return Optional.of(S3Server.ACCESS_KEY);
    }

    @Override
    public Optional<String> secretKey() {
      return Optional.of(secret);
    }
  }
}
