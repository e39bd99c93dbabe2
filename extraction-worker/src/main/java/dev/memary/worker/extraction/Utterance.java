package dev.memary.worker.extraction;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One message as somebody said it.
 *
 * @param text what was said
 * @param speaker the display name of who said it ("Alice")
 * @param role who that is in the conversation
 * @param occurredAt when it was said; "yesterday" is counted from here
 * @param participants all known names of the session; "you" is the other one when there are two
 */
public record Utterance(
    String text, String speaker, Role role, Instant occurredAt, List<String> participants) {

  public Utterance {
    requireNonNull(text, "text");
    requireNonNull(role, "role");
    requireNonNull(occurredAt, "occurredAt");
    speaker = requireNonNull(speaker, "speaker").strip();
    if (speaker.isEmpty()) {
      throw new IllegalArgumentException("An utterance needs a speaker");
    }
    participants = List.copyOf(participants);
  }

  /** The one who is spoken to, if the session has exactly two participants. */
  public Optional<String> listener() {
    List<String> others = participants.stream().distinct().filter(p -> !p.equals(speaker)).toList();
    return others.size() == 1 ? Optional.of(others.getFirst()) : Optional.empty();
  }
}
