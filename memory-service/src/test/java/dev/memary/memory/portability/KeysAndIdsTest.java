package dev.memary.memory.portability;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysAndIdsTest {
  private static final int MANY = 20_000;

  private final UUID space = UUID.randomUUID();
  private final List<UUID> sources =
      Stream.generate(UuidCreator::getTimeOrderedEpoch).limit(MANY).toList();

  @Test
  void order_isKept() {
    assertThat(sources.stream().map(id -> PartIds.in(space, id)).map(UUID::toString)).isSorted();
  }

  @Test
  void sameIdAndSpace_sameId_otherSpace_another() {
    Set<UUID> all = new HashSet<>(sources);
    for (UUID source : sources) {
      UUID id = PartIds.in(space, source);
      assertThat(PartIds.in(space, source)).isEqualTo(id);
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(all.add(id)).isTrue();
      assertThat(all.add(PartIds.in(new UUID(0, 1), source))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "t",
        "t/exports/x",
        "t/../exports/x",
        "../exports/x",
        "t/exports/../x",
        "t/uploads/..",
        "t/uploads/.x",
        "t/uploads/a/b",
        "t/secrets/x",
        "t t/uploads/x",
        "t/01a20bce-1a81-7492-8405-d0d0d27b3656/uploads/x",
        "t/01a20bce-1a81-7492-8405-d0d0d27b3656/exports/",
        "t//uploads/x"
      })
  void otherPath_isNoKey(String path) {
    assertThat(ObjectKey.parse(path)).isEmpty();
  }

  @Test
  void key_isReadAsItIsWritten() {
    for (ObjectKey key :
        List.of(
            ObjectKey.ofExport("t-1", space, UUID.randomUUID()),
            ObjectKey.ofImport("t_1", space, UUID.randomUUID()),
            new ObjectKey("t", null, "uploads/alice.jsonl"))) {
      assertThat(ObjectKey.parse(key.path())).contains(key);
    }
  }
}
