package dev.memary.worker.understanding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.FactObject.EntityObject;
import dev.memary.worker.extraction.FactObject.Literal;
import dev.memary.worker.extraction.LiteralType;
import dev.memary.worker.extraction.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LearningTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final ExtractedEntity BRUNO =
      new ExtractedEntity("Bruno", EntityType.THING, List.of(), 2);
  private static final ExtractedFact HAS_BRUNO =
      new ExtractedFact(
          "Alice",
          "has",
          new EntityObject("Bruno"),
          "Alice has Bruno",
          "I have Bruno",
          null,
          null,
          0.9);
  private static final ExtractedFact IS_NURSE =
      new ExtractedFact(
          "ALICE",
          "work_as",
          new Literal("nurse", LiteralType.TEXT),
          "Alice is a nurse",
          "I am a nurse",
          null,
          null,
          0.9);

  private final Learning learning =
      new Learning(
          utterance -> new Extraction(List.of(BRUNO), List.of(HAS_BRUNO, IS_NURSE), "test-1"));

  @Test
  void user_teachesEntitiesAndFacts() {
    Extraction learnt = learning.learn(said(Role.USER));

    assertThat(learnt.facts()).containsExactly(HAS_BRUNO, IS_NURSE);
    assertThat(learnt.extractor()).isEqualTo("test-1");
  }

  @Test
  void subjectsAndObjects_areEntitiesOnce() {
    assertThat(learning.learn(said(Role.USER)).entities())
        .containsExactly(BRUNO, new ExtractedEntity("Alice", EntityType.PERSON, List.of(), 1));
  }

  @Test
  void objectNeverNamed_isAnEntityToo() {
    Learning fromFactsAlone =
        new Learning(utterance -> new Extraction(List.of(), List.of(HAS_BRUNO), "test-1"));

    assertThat(fromFactsAlone.learn(said(Role.USER)).entities())
        .extracting(ExtractedEntity::name)
        .containsExactly("Alice", "Bruno");
  }

  @Test
  void userWithRecalledMemories_teachesAllTheSame() {
    assertThat(learning.learn(said(Role.USER, UUID.randomUUID())).facts()).hasSize(2);
  }

  @Test
  void assistantWithoutRecall_teachesEntitiesOnly() {
    Extraction learnt = learning.learn(said(Role.ASSISTANT));

    assertThat(learnt.entities()).containsExactly(BRUNO);
    assertThat(learnt.facts()).isEmpty();
  }

  @Test
  void assistantsEcho_teachesNothing() {
    assertThat(learning.learn(said(Role.ASSISTANT, UUID.randomUUID())))
        .isEqualTo(Extraction.nothing("test-1"));
  }

  @Test
  void system_teachesNothing() {
    assertThat(learning.learn(said(Role.SYSTEM))).isEqualTo(Extraction.nothing("test-1"));
  }

  @Test
  void tool_teachesEntitiesOnly() {
    assertThat(learning.learn(said(Role.TOOL)).facts()).isEmpty();
    assertThat(learning.learn(said(Role.TOOL)).entities()).containsExactly(BRUNO);
  }

  private static EpisodeText said(Role role, UUID... recalled) {
    return new EpisodeText(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        role,
        "Alice",
        List.of("Alice"),
        "I have Bruno",
        MAY,
        MAY,
        List.of(recalled),
        1);
  }
}
