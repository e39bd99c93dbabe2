package dev.memary.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sample conversation and the questions about it. */
final class Sample {

  /** Two people over one year. */
  record Conversation(List<String> speakers, List<Session> sessions) {
    Conversation {
      speakers = List.copyOf(speakers);
      sessions = List.copyOf(sessions);
    }

    int turns() {
      return sessions.stream().mapToInt(session -> session.turns().size()).sum();
    }
  }

  /** One evening of it. */
  record Session(@JsonProperty("session_id") String sessionId, List<Turn> turns) {
    Session {
      turns = List.copyOf(turns);
    }
  }

  /** One thing somebody said. */
  record Turn(
      String speaker,
      String text,
      @JsonProperty("occurred_at") String occurredAt,
      @JsonProperty("external_id") String externalId) {}

  /**
   * A question and where its answer stands.
   *
   * @param kind semantic (no word in common), two_episodes, changed (an older episode says
   *     otherwise) or plain
   * @param expected the external ids of the episodes that answer it
   * @param outdated the external ids of the episodes that were right once
   */
  record Question(
      String question, String kind, List<String> expected, @Nullable List<String> outdated) {
    Question {
      expected = List.copyOf(expected);
      outdated = outdated == null ? List.of() : List.copyOf(outdated);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private Sample() {}

  static Conversation conversation() {
    return read("conversation.json", new TypeReference<>() {});
  }

  static List<Question> questions() {
    return read("questions.json", new TypeReference<>() {});
  }

  private static <T> T read(String file, TypeReference<T> type) {
    try (InputStream in = Objects.requireNonNull(Sample.class.getResourceAsStream(file), file)) {
      return JSON.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException("The sample " + file + " cannot be read", e);
    }
  }
}
