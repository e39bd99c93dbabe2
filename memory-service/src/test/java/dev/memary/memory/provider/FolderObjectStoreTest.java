package dev.memary.memory.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreTest {
  @TempDir Path folder;

  @Override
  ObjectStore objects() {
    return new FolderObjectStore(folder.resolve("objects"));
  }

  @Test
  void written_onlyTheServiceMayReadIt() throws IOException {
    objects().put(new ObjectKey("t", null, "uploads/x"), out -> out.write('x'));

    try (Stream<Path> all = Files.walk(folder.resolve("objects"))) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .endsWith("------");
      }
    }
  }

  @Test
  void folderThatCannotBe_isUnavailable() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    ObjectStore objects = new FolderObjectStore(file);
    ObjectKey key = ObjectKey.ofExport("t", UUID.randomUUID(), UUID.randomUUID());

    assertThatThrownBy(() -> objects.put(key, out -> {}))
        .isInstanceOf(ObjectStore.UnavailableException.class);
  }
}
