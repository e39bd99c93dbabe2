package dev.memary.agent.turn;

import dev.memary.agent.answer.ExtractiveAnswer;
import dev.memary.agent.history.ChatMessage;
import dev.memary.agent.history.Digest;
import dev.memary.agent.history.Role;
import dev.memary.agent.memory.Memory;
import dev.memary.agent.memory.Memory.AlreadyRecordedException;
import dev.memary.agent.memory.Memory.MemoryUnavailableException;
import dev.memary.agent.memory.NewEpisode;
import dev.memary.agent.memory.Recording;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is said in a turn. The key under which it does is made of the whole request: a
 * client that sends the same request again, because it never saw the answer, is remembered once.
 */
@ApplicationScoped
public class Journal {
  private static final int LONGEST_EPISODE = 32_000;
  private static final int LARGEST_RECORDING = 500;

  private final Memory memory;

  public Journal(Memory memory) {
    this.memory = memory;
  }

  /**
   * What was written down.
   *
   * @param kept false when something said will not be remembered
   */
  public record Entry(List<UUID> ids, boolean kept) {
    private static final Entry NOT_KEPT = new Entry(List.of(), false);

    public Entry {
      ids = List.copyOf(ids);
    }

    Entry and(Entry later) {
      return new Entry(
          Stream.concat(ids.stream(), later.ids.stream()).toList(), kept && later.kept);
    }
  }

  /**
   * Records what the user said since the last answer.
   *
   * @throws MemoryUnavailableException when it cannot: nothing is answered that would be forgotten
   */
  public Entry question(Turn turn) {
    if (!turn.capture()) {
      return Entry.NOT_KEPT;
    }
    List<NewEpisode> episodes =
        turn.conversation().saidSinceLastAnswer().stream().flatMap(Journal::episodes).toList();
    try {
      return record(turn, key(turn), episodes, null);
    } catch (AlreadyRecordedException e) {
      // The owner had these very words forgotten; a repetition must not bring them back.
      return Entry.NOT_KEPT;
    }
  }

  /** Records a model's answer. The turn goes on when it cannot. */
  public Entry answer(Turn turn, Entry question, String text, List<UUID> recalledIds) {
    return answer(turn, question, text, recalledIds, null);
  }

  /** Records an answer that was quoted from memory. The turn goes on when it cannot. */
  public Entry answerFromMemory(Turn turn, Entry question, String text, List<UUID> recalledIds) {
    return answer(turn, question, text, recalledIds, ExtractiveAnswer.MODEL);
  }

  private Entry answer(
      Turn turn,
      Entry question,
      String text,
      List<UUID> recalledIds,
      @Nullable String extractiveModel) {
    if (!question.kept()) {
      return Entry.NOT_KEPT;
    }
    List<NewEpisode> episodes =
        pieces(text).map(p -> new NewEpisode(Role.ASSISTANT, null, p, recalledIds)).toList();
    try {
      return record(turn, key(turn) + "-answer", episodes, extractiveModel);
    } catch (AlreadyRecordedException e) {
      // The first try of this request was answered and recorded; models seldom repeat themselves.
      return new Entry(List.of(), true);
    } catch (MemoryUnavailableException e) {
      return Entry.NOT_KEPT;
    }
  }

  private Entry record(
      Turn turn, String key, List<NewEpisode> episodes, @Nullable String extractiveModel) {
    List<UUID> ids = new ArrayList<>();
    for (int from = 0; from < episodes.size(); from += LARGEST_RECORDING) {
      List<NewEpisode> some =
          episodes.subList(from, Math.min(from + LARGEST_RECORDING, episodes.size()));
      String keyOfSome = from == 0 ? key : key + "-" + from;
      ids.addAll(
          memory.record(
              turn.asker(), new Recording(turn.session(), keyOfSome, some, extractiveModel)));
    }
    return new Entry(ids, true);
  }

  private static String key(Turn turn) {
    List<String> parts = new ArrayList<>();
    parts.add(turn.asker().tenantId());
    parts.add(turn.asker().space().value());
    parts.add(turn.session());
    turn.conversation().messages().forEach(message -> parts.add(message.wire()));
    return Digest.of(parts);
  }

  private static Stream<NewEpisode> episodes(ChatMessage message) {
    return pieces(message.text())
        .map(piece -> new NewEpisode(Role.USER, message.name(), piece, List.of()));
  }

  /** The text, in as many pieces as memory needs; never none of it for being long. */
  private static Stream<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(from + LONGEST_EPISODE, text.length());
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces.stream().filter(piece -> !piece.isBlank());
  }
}
