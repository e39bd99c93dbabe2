package dev.memary.kg.stories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A dialogue, and what must hold after it; {@code stories.yaml} says how one is written. */
record Story(String name, List<Step> steps, List<Claim> claims) {
  private static final double CONFIDENCE = 0.9;
  private static final Set<String> FIELDS = Set.of("at", "recorded", "facts", "edits", "forget");

  sealed interface Step {}

  /**
   * A message.
   *
   * @param episode the number of the message, or of the one that it edits
   * @param extraction entities and facts, as they are integrated
   */
  record Message(
      int episode,
      int generation,
      Instant at,
      Instant recordedAt,
      String speaker,
      String text,
      ObjectNode extraction)
      implements Step {}

  record Forget(int episode) implements Step {}

  enum Kind {
    OPEN,
    CLOSED,
    VALID_AT,
    AS_OF
  }

  /**
   * Something that must hold.
   *
   * @param asOf when it is asked from; null is the end of the story
   * @param validAt when it is asked about; null is what still holds
   * @param holds these things do and no other thing of the story does; null when {@code closed}
   * @param closed this thing does not hold any more, since {@code to}
   */
  record Claim(
      Kind kind, Instant asOf, Instant validAt, Set<String> holds, String closed, Instant to) {}

  /** Everything that the claims speak of. */
  Set<String> things() {
    Set<String> things = new LinkedHashSet<>();
    for (Claim claim : claims) {
      if (claim.closed() == null) {
        things.addAll(claim.holds());
      } else {
        things.add(claim.closed());
      }
    }
    return things;
  }

  /** The messages, in the order of their arrival. */
  List<Message> messages() {
    return steps.stream()
        .flatMap(step -> step instanceof Message m ? Stream.of(m) : Stream.empty())
        .toList();
  }

  static List<Story> all() {
    return list(read(new ObjectMapper(new YAMLFactory()), "/stories/stories.yaml"))
        .map(Story::of)
        .toList();
  }

  /** The stories with these extractions, by name of the story, in the place of their own. */
  static List<Story> all(JsonNode extractions) {
    return all().stream().map(story -> story.with(extractions.get(story.name))).toList();
  }

  static JsonNode read(ObjectMapper mapper, String resource) {
    try (InputStream in = Objects.requireNonNull(Story.class.getResourceAsStream(resource))) {
      return mapper.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Story with(JsonNode extractions) {
    List<Step> others = new ArrayList<>();
    int next = 0;
    for (Step step : steps) {
      others.add(
          step instanceof Message m
              ? new Message(
                  m.episode,
                  m.generation,
                  m.at,
                  m.recordedAt,
                  m.speaker,
                  m.text,
                  (ObjectNode) extractions.get(next++))
              : step);
    }
    return new Story(name, others, claims);
  }

  private static Story of(JsonNode story) {
    List<Step> steps = new ArrayList<>();
    for (JsonNode step : story.get("messages")) {
      steps.add(step(steps, step, story.get("entities")));
    }
    List<Claim> claims = list(story.get("then")).map(claim -> claim(steps, claim)).toList();
    return new Story(story.get("story").asText(), steps, claims);
  }

  private static Step step(List<Step> before, JsonNode step, JsonNode entities) {
    if (step.has("forget")) {
      return new Forget(step.get("forget").asInt());
    }
    int edited = step.path("edits").asInt();
    Map.Entry<String, JsonNode> said =
        step.properties().stream()
            .filter(f -> !FIELDS.contains(f.getKey()))
            .findFirst()
            .orElseThrow();
    return new Message(
        edited == 0 ? before.size() + 1 : edited,
        edited == 0 ? 1 : 2,
        time(step.get("at")),
        time(step.has("recorded") ? step.get("recorded") : step.get("at")),
        said.getKey(),
        said.getValue().asText(),
        extraction(step.get("facts"), entities));
  }

  private static ObjectNode extraction(JsonNode facts, JsonNode entities) {
    ObjectNode extraction = new ObjectMapper().createObjectNode();
    Set<String> named = new LinkedHashSet<>();
    ArrayNode stated = extraction.putArray("facts");
    for (JsonNode fact : facts) {
      String object = fact.get("object").asText();
      named.add(fact.get("subject").asText());
      ObjectNode wire = fact.deepCopy();
      wire.put("object_is_entity", entities.has(object));
      wire.put("confidence", fact.path("confidence").asDouble(CONFIDENCE));
      for (String date : List.of("valid_from", "valid_to")) {
        if (fact.has(date)) {
          wire.put(date, time(fact.get(date)).toString());
        }
      }
      if (entities.has(object)) {
        named.add(object);
      }
      stated.add(wire);
    }
    ArrayNode mentioned = extraction.putArray("entities");
    named.forEach(name ->
        mentioned
            .addObject()
            .put("name", name)
            .put("type", entities.get(name).asText())
            .put("mentions", 1));
    return extraction;
  }

  private static Claim claim(List<Step> steps, JsonNode claim) {
    if (claim.has("open")) {
      return new Claim(Kind.OPEN, null, null, names(claim.get("open")), null, null);
    }
    if (claim.has("closed")) {
      return new Claim(
          Kind.CLOSED, null, null, null, claim.get("closed").asText(), time(claim.get("to")));
    }
    Instant asOf =
        claim.has("as_of")
            ? ((Message) steps.get(claim.get("as_of").asInt() - 1)).recordedAt()
            : null;
    Instant validAt = claim.has("valid_at") ? time(claim.get("valid_at")) : null;
    Kind kind = asOf == null ? Kind.VALID_AT : Kind.AS_OF;
    return new Claim(kind, asOf, validAt, names(claim.get("holds")), null, null);
  }

  private static Set<String> names(JsonNode names) {
    Set<String> set = new LinkedHashSet<>();
    names.forEach(name -> set.add(name.asText()));
    return set;
  }

  private static Instant time(JsonNode text) {
    return Instant.parse(
        text.asText().length() == 10 ? text.asText() + "T00:00:00Z" : text.asText());
  }

  private static Stream<JsonNode> list(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false);
  }
}
