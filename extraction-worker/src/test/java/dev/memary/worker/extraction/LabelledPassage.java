package dev.memary.worker.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.memary.worker.understanding.EpisodeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A passage with what a careful reader notes down.
 *
 * @param facts what must be found
 * @param may what is right but need not be found
 * @param never what must not be learnt
 */
public record LabelledPassage(
    String id,
    String language,
    EpisodeText episode,
    Map<String, EntityType> entities,
    List<LabelledFact> facts,
    List<LabelledFact> may,
    List<LabelledFact> never) {

  private static final List<String> INHERITED = List.of("language", "at", "speaker");
  private static final String PARTICIPANTS = "participants";

  /**
   * A fact as labelled; alternatives stand behind slashes, a star is anything.
   *
   * @param until null when it must still hold
   */
  public record LabelledFact(
      String subject,
      String predicate,
      String object,
      @Nullable String since,
      @Nullable String until) {

    static LabelledFact of(JsonNode label) {
      return new LabelledFact(
          label.get(0).asText(),
          label.get(1).asText(),
          label.get(2).asText(),
          date(label.path(3)),
          date(label.path(4)));
    }

    private static @Nullable String date(JsonNode written) {
      return written.isMissingNode() || written.isNull() ? null : written.asText();
    }

    /** Whether the fact says this, at the times that the label names. */
    public boolean isSaidBy(ExtractedFact fact) {
      return isAbout(fact)
          && (since == null || begins(fact.validFrom(), since))
          && (until == null
              ? fact.validTo() == null
              : until.equals("*") || begins(fact.validTo(), until));
    }

    /** Whether the fact says this, whenever. */
    public boolean isAbout(ExtractedFact fact) {
      return means(subject, fact.subject())
          && means(predicate, fact.predicate())
          && means(object, fact.object().text());
    }

    private static boolean means(String label, String said) {
      return List.of(label.split("/")).stream()
          .anyMatch(one -> one.equals("*") || one.equalsIgnoreCase(said));
    }

    private static boolean begins(@Nullable Instant at, String date) {
      return at != null && at.toString().startsWith(date);
    }
  }

  /** All of them, in the order of the file. */
  public static List<LabelledPassage> all() {
    List<LabelledPassage> all = new ArrayList<>();
    Map<String, JsonNode> inherited = new LinkedHashMap<>();
    for (JsonNode entry : read("labelled-passages.yaml")) {
      if (entry.has("language")) {
        inherited.put(PARTICIPANTS, entry.get(PARTICIPANTS));
      }
      INHERITED.stream()
          .filter(entry::has)
          .filter(key -> !key.equals("speaker") || entry.has("language"))
          .forEach(key -> inherited.put(key, entry.get(key)));
      all.add(passage(entry, inherited));
    }
    return List.copyOf(all);
  }

  private static LabelledPassage passage(JsonNode entry, Map<String, JsonNode> inherited) {
    JsonNode participants =
        entry.has(PARTICIPANTS) ? entry.get(PARTICIPANTS) : inherited.get(PARTICIPANTS);
    JsonNode speaker = entry.has("speaker") ? entry.get("speaker") : inherited.get("speaker");
    Instant at = Instant.parse(inherited.get("at").asText());
    EpisodeText episode =
        new EpisodeText(
            UUID.randomUUID(),
            new UUID(0, 1),
            new UUID(0, 2),
            Role.valueOf(entry.path("role").asText("user").toUpperCase(Locale.ROOT)),
            speaker.asText(),
            StreamSupport.stream(participants.spliterator(), false).map(JsonNode::asText).toList(),
            entry.get("text").asText(),
            at,
            at,
            entry.path("recalled").asBoolean() ? List.of(UUID.randomUUID()) : List.of(),
            1);
    Map<String, EntityType> entities = new LinkedHashMap<>();
    entry
        .get("entities")
        .properties()
        .forEach(e ->
            entities.put(
                e.getKey(), EntityType.valueOf(e.getValue().asText().toUpperCase(Locale.ROOT))));
    return new LabelledPassage(
        entry.get("passage").asText(),
        inherited.get("language").asText(),
        episode,
        entities,
        facts(entry, "facts"),
        facts(entry, "may"),
        facts(entry, "never"));
  }

  private static List<LabelledFact> facts(JsonNode entry, String kind) {
    return StreamSupport.stream(entry.path(kind).spliterator(), false)
        .map(LabelledFact::of)
        .toList();
  }

  private static JsonNode read(String file) {
    try (InputStream in = LabelledPassage.class.getResourceAsStream(file)) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
