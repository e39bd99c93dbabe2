package dev.memary.worker.understanding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnderstandingTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  private final FakeServices services = new FakeServices();
  private final Understanding understanding =
      new Understanding(
          services,
          services,
          new Learning(utterance ->
              new Extraction(
                  List.of(new ExtractedEntity("Bruno", EntityType.THING, List.of(), 1)),
                  List.of(),
                  "test-1")));

  @Test
  void episode_understood_outcomeSaysWhatStands() {
    EpisodeText episode = remembered(UUID.randomUUID());

    assertThat(understanding.understand("t", List.of(episode.episodeId())))
        .containsExactly(
            new Understanding.Outcome(
                episode.spaceId(), episode.episodeId(), 3, "test-1", 1, 0, null));
  }

  @Test
  void extraction_keptBeforeItIsIntegrated() {
    UUID id = remembered(UUID.randomUUID()).episodeId();
    understanding.understand("t", List.of(id));

    assertThat(services.callsAbout(id)).containsExactly("fetch", "keep", "integrate");
  }

  @Test
  void gone_skipped() {
    UUID gone = UUID.randomUUID();

    assertThat(understanding.understand("t", List.of(gone))).isEmpty();
    assertThat(services.callsAbout(gone)).containsExactly("fetch");
  }

  @Test
  void goneWhileUnderstood_notIntegrated() {
    UUID gone = remembered(UUID.randomUUID()).episodeId();
    UUID there = remembered(UUID.randomUUID()).episodeId();
    services.forgetsWhileUnderstood(gone);

    assertThat(understanding.understand("t", List.of(gone, there)))
        .extracting(Understanding.Outcome::episodeId)
        .containsExactly(there);
    assertThat(services.callsAbout(gone)).containsExactly("fetch", "keep");
  }

  @Test
  void understoodBefore_integratedAgainAsItWasKept() {
    UUID id = remembered(UUID.randomUUID()).episodeId();
    understanding.understand("t", List.of(id));

    assertThat(understanding.understand("t", List.of(id))).hasSize(1);
    assertThat(services.callsAbout(id))
        .containsExactly("fetch", "keep", "integrate", "fetch", "integrate");
  }

  @Test
  void anotherWorkerWasFaster_itsExtractionIsIntegrated() {
    UUID id = remembered(UUID.randomUUID()).episodeId();
    services.keptByAnother(id, Extraction.nothing("faster-1"));

    assertThat(understanding.understand("t", List.of(id)))
        .singleElement()
        .satisfies(outcome -> {
          assertThat(outcome.extractor()).isEqualTo("faster-1");
          assertThat(outcome.entities()).isZero();
        });
  }

  @Test
  void severalSpaces_eachIntegratedOnItsOwn() {
    EpisodeText a = remembered(UUID.randomUUID());
    EpisodeText b = remembered(UUID.randomUUID());

    assertThat(understanding.understand("t", List.of(a.episodeId(), b.episodeId())))
        .extracting(Understanding.Outcome::spaceId)
        .containsExactlyInAnyOrder(a.spaceId(), b.spaceId());
  }

  @Test
  void graphDown_fails_andAgainSucceeds() {
    UUID id = remembered(UUID.randomUUID()).episodeId();
    services.failsOnceFor(id);

    assertThatThrownBy(() -> understanding.understand("t", List.of(id)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(understanding.understand("t", List.of(id))).hasSize(1);
  }

  private EpisodeText remembered(UUID space) {
    EpisodeText episode =
        new EpisodeText(
            UUID.randomUUID(),
            space,
            UUID.randomUUID(),
            Role.USER,
            "Alice",
            List.of("Alice"),
            "Bruno",
            MAY,
            MAY,
            List.of(),
            3);
    services.remembers(episode);
    return episode;
  }
}
