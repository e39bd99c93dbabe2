package dev.memary.kg.graph;

import java.time.Instant;
import java.util.UUID;

/**
 * An episode as the graph holds it.
 *
 * @param embedding of "Speaker: text"
 * @param embeddingModel name and version of the model; vectors of different models are never
 *     compared
 */
public record GraphEpisode(
    UUID id,
    UUID sessionId,
    long sequence,
    String role,
    String speaker,
    String text,
    Instant occurredAt,
    Instant recordedAt,
    int generation,
    float[] embedding,
    String embeddingModel) {

  /** What is embedded of an episode. */
  public static String embedded(String speaker, String text) {
    return speaker + ": " + text;
  }
}
