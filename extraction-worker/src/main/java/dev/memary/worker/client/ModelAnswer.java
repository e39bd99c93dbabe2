package dev.memary.worker.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.validation.Proposal;
import dev.memary.worker.validation.Proposal.ObjectKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A model's answer, read without any leniency. */
record ModelAnswer(List<Entity> entities, List<Fact> facts) {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  record Entity(int message, String name, String type) {
    Proposal.Entity proposed() {
      return new Proposal.Entity(name, EntityType.valueOf(type.toUpperCase(Locale.ROOT)));
    }
  }

  record Fact(
      int message,
      String subject,
      String predicate,
      String object,
      String objectKind,
      String statement,
      String quote,
      @Nullable String since,
      @Nullable String until,
      boolean ended,
      boolean planned) {
    Proposal.Fact proposed() {
      return new Proposal.Fact(
          subject,
          predicate,
          object,
          ObjectKind.valueOf(objectKind.toUpperCase(Locale.ROOT)),
          statement,
          quote,
          since,
          until,
          ended,
          planned);
    }
  }

  /** What is wrong with an answer, in words for its author; they may hold what it said. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String mistake) {
      super(mistake);
    }
  }

  /** What is proposed of each of so many messages. */
  static List<Proposal> read(String text, int messages) throws Unreadable {
    try {
      ModelAnswer answer = STRICT.readValue(withoutFence(text), ModelAnswer.class);
      if (answer == null || answer.entities == null || answer.facts == null) {
        throw new Unreadable("entities and facts must be lists.");
      }
      answer.checkNumbers(messages);
      return IntStream.rangeClosed(1, messages).mapToObj(answer::about).toList();
    } catch (JsonProcessingException e) {
      throw new Unreadable(e.getOriginalMessage());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new Unreadable("a value is missing or none of those that are allowed.");
    }
  }

  private void checkNumbers(int messages) throws Unreadable {
    boolean all =
        IntStream.concat(
                entities.stream().mapToInt(Entity::message), facts.stream().mapToInt(Fact::message))
            .allMatch(number -> number >= 1 && number <= messages);
    if (!all) {
      throw new Unreadable("message must be the number of a message, 1 to " + messages + ".");
    }
  }

  private Proposal about(int message) {
    return new Proposal(
        entities.stream().filter(e -> e.message() == message).map(Entity::proposed).toList(),
        facts.stream().filter(f -> f.message() == message).map(Fact::proposed).toList());
  }

  /** Some models cannot but put a fence around it. */
  private static String withoutFence(String text) {
    String stripped = text.strip();
    return stripped.startsWith("```") && stripped.endsWith("```") && stripped.indexOf('\n') > 0
        ? stripped.substring(stripped.indexOf('\n'), stripped.length() - 3)
        : stripped;
  }
}
