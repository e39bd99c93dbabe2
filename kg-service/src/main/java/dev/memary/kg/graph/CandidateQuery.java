package dev.memary.kg.graph;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which candidates are wanted.
 *
 * @param words what to look for by words: letters and digits only, so that no word is query syntax
 * @param embedding what to look for by meaning; null when it could not be embedded
 * @param limit candidates per space and way of looking
 */
public record CandidateQuery(
    String tenantId,
    List<UUID> spaceIds,
    List<String> words,
    @Nullable Embedded embedding,
    Set<Candidate.Kind> kinds,
    Scope scope,
    int limit) {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  public CandidateQuery {
    spaceIds = List.copyOf(spaceIds);
    words = List.copyOf(words);
    kinds = Set.copyOf(kinds);
    if (spaceIds.isEmpty() || !words.stream().allMatch(WORD.asMatchPredicate())) {
      throw new IllegalArgumentException("needs a space, and words of letters and digits");
    }
  }

  /** The words of a text: its runs of letters and digits. */
  public static List<String> words(String text) {
    return BETWEEN_WORDS
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** The same in these spaces only. */
  public CandidateQuery in(List<UUID> spaces) {
    return new CandidateQuery(tenantId, spaces, words, embedding, kinds, scope, limit);
  }

  /** The same of these kinds only. */
  public CandidateQuery of(Set<Candidate.Kind> some) {
    return new CandidateQuery(tenantId, spaceIds, words, embedding, some, scope, limit);
  }

  /** The same by meaning, too. */
  public CandidateQuery near(Embedded meaning) {
    return new CandidateQuery(tenantId, spaceIds, words, meaning, kinds, scope, limit);
  }

  /** A vector and the model it is of. */
  public record Embedded(float[] vector, String model) {}

  /**
   * Narrows what is considered.
   *
   * @param asOf what was believed then
   * @param validAt what was true then
   * @param sessions only what was said in these; all when empty
   * @param entity only facts about the entity of this name, and episodes that mention it
   * @param predicates only facts with these; all when empty
   * @param only only these episodes, and facts that they support
   */
  public record Scope(
      @Nullable Instant asOf,
      @Nullable Instant validAt,
      Set<UUID> sessions,
      Set<String> roles,
      @Nullable Instant from,
      @Nullable Instant to,
      Set<UUID> excluded,
      @Nullable String entity,
      Set<String> predicates,
      @Nullable Set<UUID> only) {
    public static final Scope ALL =
        new Scope(null, null, Set.of(), Set.of(), null, null, Set.of(), null, Set.of(), null);

    /** The same at these times. */
    public Scope at(@Nullable Instant known, @Nullable Instant held) {
      return new Scope(known, held, sessions, roles, from, to, excluded, entity, predicates, only);
    }

    /** The same, and only these episodes. */
    public Scope and(Set<UUID> episodes) {
      return new Scope(
          asOf, validAt, sessions, roles, from, to, excluded, entity, predicates, episodes);
    }
  }
}
