package dev.memary.kg.integration;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import dev.memary.kg.graph.Understanding;
import dev.memary.kg.graph.Understanding.StatedFact;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one episode adds to its space, by entity and by fact. The graph is the sum of the
 * contributions of its episodes, each at its newest generation, whatever order they arrived in.
 *
 * @param mentions by entity key
 */
public record Contribution(
    UUID episodeId,
    int generation,
    Instant occurredAt,
    Instant recordedAt,
    Map<String, NameTally> mentions,
    Collection<Support> facts) {

  private static final Comparator<StatedFact> BEST_FIRST =
      Comparator.comparing((StatedFact fact) -> fact.validTo() != null)
          .thenComparing(Comparator.comparingDouble(StatedFact::confidence).reversed())
          .thenComparing(StatedFact::statement);

  /**
   * One episode's support for a fact.
   *
   * @param spells when it holds, as the episode says: one after another, when it says so
   * @param objectKey the entity that is the object, or null when it is a literal
   */
  public record Support(
      String subjectKey,
      String predicate,
      @Nullable String objectKey,
      @Nullable String literal,
      String statement,
      List<Spell> spells,
      double confidence) {
    public Support {
      spells = List.copyOf(spells);
    }

    /** Whether it was over when the episode told of it. */
    public boolean isOverBy(Instant saidAt) {
      return spells.stream().allMatch(spell -> spell.isOverBy(saidAt));
    }

    /** The state of the subject that it tells of; null when there may be many like it. */
    public @Nullable String state(Ontology ontology) {
      return ontology.state(predicate).map(state -> subjectKey + "|" + state).orElse(null);
    }

    /** What makes two facts the same fact. */
    public String identity() {
      return subjectKey
          + "|"
          + predicate
          + "|"
          + (literal == null ? objectKey : "=" + EntityKeys.normalise(literal));
    }
  }

  public static Contribution of(Understanding u, Corrections corrections, Ontology ontology) {
    Map<String, NameTally> mentions = new TreeMap<>();
    Map<String, String> keys = new TreeMap<>();
    u.entities().stream()
        .collect(groupingBy(entity -> EntityKeys.normalise(entity.name())))
        .forEach((said, entities) -> {
          NameTally names = NameTally.of(entities, ontology);
          Optional<String> meant = corrections.nameOf(u.episodeId(), said);
          keys.put(said, meant.map(EntityKeys::normalise).orElse(said));
          mentions.merge(keys.get(said), meant.map(names::renamed).orElse(names), NameTally::plus);
        });
    return new Contribution(
        u.episodeId(), u.generation(), u.occurredAt(), u.recordedAt(), mentions, facts(u, keys));
  }

  /** A fact about nobody the episode mentions says nothing. */
  private static Collection<Support> facts(Understanding u, Map<String, String> keys) {
    Map<String, Support> facts = new TreeMap<>();
    u.facts().stream()
        .filter(fact -> keys.containsKey(EntityKeys.normalise(fact.subject())))
        .sorted(BEST_FIRST)
        .map(fact -> support(fact, keys))
        .forEach(support -> facts.merge(support.identity(), support, Contribution::both));
    return List.copyOf(facts.values());
  }

  /**
   * @param keys of the entities that are meant, by those of the names that were said
   */
  private static Support support(StatedFact fact, Map<String, String> keys) {
    String object = fact.objectIsEntity() ? keys.get(EntityKeys.normalise(fact.object())) : null;
    return new Support(
        requireNonNull(keys.get(EntityKeys.normalise(fact.subject()))),
        fact.predicate(),
        object,
        object == null ? fact.object() : null,
        fact.statement(),
        List.of(new Spell(fact.validFrom(), fact.validTo())),
        fact.confidence());
  }

  /** The same fact, said twice in one episode: the better wording, and both spells. */
  private static Support both(Support better, Support other) {
    return new Support(
        better.subjectKey(),
        better.predicate(),
        better.objectKey(),
        better.literal(),
        better.statement(),
        Stream.concat(better.spells().stream(), other.spells().stream())
            .distinct()
            .sorted(Comparator.comparing(Spell::text))
            .toList(),
        better.confidence());
  }
}
