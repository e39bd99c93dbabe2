package dev.memary.worker.understanding;

import dev.memary.worker.extraction.Role;
import dev.memary.worker.extraction.Utterance;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An episode with what it takes to understand it.
 *
 * @param participants everybody who speaks in its session
 * @param recalledIds the memories an assistant's message was given
 */
public record EpisodeText(
    UUID episodeId,
    UUID spaceId,
    UUID sessionId,
    Role role,
    String speaker,
    List<String> participants,
    String text,
    Instant occurredAt,
    Instant recordedAt,
    List<UUID> recalledIds,
    int generation) {

  public EpisodeText {
    participants = List.copyOf(participants);
    recalledIds = List.copyOf(recalledIds);
  }

  EpisodeText ofNextGeneration() {
    return new EpisodeText(
        episodeId,
        spaceId,
        sessionId,
        role,
        speaker,
        participants,
        text,
        occurredAt,
        recordedAt,
        recalledIds,
        generation + 1);
  }

  Utterance utterance() {
    return new Utterance(text, speaker, role, occurredAt, participants);
  }
}
