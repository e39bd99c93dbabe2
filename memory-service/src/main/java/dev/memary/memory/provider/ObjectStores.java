package dev.memary.memory.provider;

import dev.memary.memory.portability.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The object storage that is set up. */
@ApplicationScoped
public class ObjectStores {
  @Produces
  @Singleton
  ObjectStore store(StorageConfig config) {
    return switch (config.type()) {
      case FOLDER -> new FolderObjectStore(config.folder());
      case S3 -> new S3ObjectStore(config.s3());
    };
  }

  void close(@Disposes ObjectStore store) throws Exception {
    if (store instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
