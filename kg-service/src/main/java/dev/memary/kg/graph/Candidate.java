package dev.memary.kg.graph;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that may answer a query, with all that ranking needs.
 *
 * @param text the words that are ranked and returned
 * @param speaker who said it; empty for what nobody said
 * @param role user or assistant, for example; empty for what nobody said
 * @param sessionId the session it stands in; null for what is no episode
 * @param sequence its place in the session: neighbours differ by one
 * @param validFrom since when a fact holds, as far as it is known
 * @param validTo until when it held; null while it does
 * @param similarity cosine of query and episode, 0 to 1; 0 when it is not known
 * @param entities names of entities, for a fact; those of an episode are looked up when it is shown
 * @param episodeIds the episodes behind it: itself, or those that support the fact
 */
public record Candidate(
    UUID id,
    Kind kind,
    UUID spaceId,
    String text,
    String speaker,
    String role,
    @Nullable UUID sessionId,
    long sequence,
    Instant occurredAt,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    double similarity,
    List<String> entities,
    List<UUID> episodeIds) {

  /** The same candidate with these entities. */
  public Candidate withEntities(List<String> names) {
    return with(similarity, names);
  }

  /** The same candidate, this near to the question. */
  public Candidate withSimilarity(double other) {
    return with(other, entities);
  }

  private Candidate with(double near, List<String> names) {
    return new Candidate(
        id,
        kind,
        spaceId,
        text,
        speaker,
        role,
        sessionId,
        sequence,
        occurredAt,
        validFrom,
        validTo,
        near,
        names,
        episodeIds);
  }

  /** What it is. */
  public enum Kind {
    EPISODE,
    FACT,
    ENTITY
  }
}
