package dev.memary.memory.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every object storage does. */
abstract class ObjectStoreTest {
  private static final int MEGABYTE = 1 << 20;

  private final String tenant = "t-" + UUID.randomUUID();
  private final UUID space = UUID.randomUUID();

  abstract ObjectStore objects();

  @Test
  void written_canBeRead_andIsReplaced() throws IOException {
    ObjectKey key = export();

    objects().put(key, out -> out.write("first".getBytes(UTF_8)));
    objects().put(key, out -> out.write("second, and longer".getBytes(UTF_8)));

    assertThat(text(key)).isEqualTo("second, and longer");
    assertThat(objects().count(new ObjectFolder(tenant, space))).isEqualTo(1);
  }

  @Test
  void empty_isAnObject() throws IOException {
    ObjectKey key = export();

    objects().put(key, out -> {});

    assertThat(text(key)).isEmpty();
  }

  @Test
  void largerThanAPart_isWhole() throws IOException {
    ObjectKey key = export();
    byte[] megabyte = "0123456789abcdef".repeat(MEGABYTE / 16).getBytes(UTF_8);

    objects()
        .put(
            key,
            out -> {
              out.write('<');
              for (int i = 0; i < 17; i++) {
                out.write(megabyte);
              }
              out.write('>');
            });

    try (InputStream in = objects().get(key).orElseThrow()) {
      byte[] read = in.readAllBytes();
      assertThat(read).hasSize(17 * MEGABYTE + 2);
      assertThat(read[0]).isEqualTo((byte) '<');
      assertThat(new String(read, 1 + 8 * MEGABYTE, 16, UTF_8)).isEqualTo("0123456789abcdef");
      assertThat(read[read.length - 1]).isEqualTo((byte) '>');
    }
  }

  @Test
  void contentThatFails_leavesNothing() {
    ObjectKey key = export();

    assertThatThrownBy(() ->
            objects()
                .put(
                    key,
                    out -> {
                      out.write(new byte[9 * MEGABYTE]);
                      throw new IOException("cut off");
                    }))
        .hasMessage("cut off");

    assertThat(objects().get(key)).isEmpty();
    assertThat(objects().count(new ObjectFolder(tenant, space))).isZero();
  }

  @Test
  void contentThatFails_leavesWhatWasThere() throws IOException {
    ObjectKey key = export();
    objects().put(key, out -> out.write("before".getBytes(UTF_8)));

    assertThatThrownBy(() ->
            objects()
                .put(
                    key,
                    out -> {
                      throw new IOException("cut off");
                    }))
        .hasMessage("cut off");

    assertThat(text(key)).isEqualTo("before");
  }

  @Test
  void unknown_isNotThere() {
    assertThat(objects().get(export())).isEmpty();
    objects().delete(export());
    assertThat(objects().delete(new ObjectFolder(tenant, space))).isZero();
  }

  @Test
  void folder_deletesItsOwnAndNothingElse() throws IOException {
    ObjectKey export = export();
    ObjectKey waiting = ObjectKey.ofImport(tenant, space, UUID.randomUUID());
    ObjectKey ofAnotherSpace = ObjectKey.ofExport(tenant, UUID.randomUUID(), UUID.randomUUID());
    ObjectKey ofAnotherTenant = ObjectKey.ofExport(tenant + "x", space, UUID.randomUUID());
    ObjectKey upload = new ObjectKey(tenant, null, "uploads/a.jsonl");
    for (ObjectKey key :
        new ObjectKey[] {export, waiting, ofAnotherSpace, ofAnotherTenant, upload}) {
      objects().put(key, out -> out.write('x'));
    }

    assertThat(objects().delete(new ObjectFolder(tenant, space))).isEqualTo(2);
    assertThat(objects().has(export)).isFalse();
    assertThat(objects().has(waiting)).isFalse();
    assertThat(objects().count(new ObjectFolder(tenant, space))).isZero();

    assertThat(objects().has(ofAnotherSpace)).isTrue();
    assertThat(text(ofAnotherTenant)).isEqualTo("x");
    assertThat(text(upload)).isEqualTo("x");
    objects().delete(upload);
    assertThat(objects().get(upload)).isEmpty();
  }

  private ObjectKey export() {
    return ObjectKey.ofExport(tenant, space, UUID.randomUUID());
  }

  private String text(ObjectKey key) throws IOException {
    try (InputStream in = objects().get(key).orElseThrow()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
