package dev.memary.worker.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.extraction.classical.ClassicalExtractor;
import dev.memary.worker.understanding.EpisodeText;
import dev.memary.worker.understanding.Learning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * kg-service tells its stories with what this extractor makes of them. What is kept there must be
 * what it makes of them today: {@code target/classical.json}.
 */
class StoriesTest {
  private static final Path STORIES =
      Path.of("..", "kg-service", "src", "test", "resources", "stories");
  private static final JsonMapper WIRE =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Learning learning = new Learning(ClassicalExtractor.load());

  @Test
  void extractionsOfTheStories_areThoseThatAreKept() throws IOException {
    ObjectNode extractions = WIRE.createObjectNode();
    JsonNode stories =
        new ObjectMapper(new YAMLFactory()).readTree(STORIES.resolve("stories.yaml").toFile());
    for (JsonNode story : stories) {
      extractions.set(story.get("story").asText(), extractions(story.get("messages")));
    }
    Files.writeString(
        Path.of("target", "classical.json"), WIRE.writeValueAsString(extractions) + "\n");

    JsonNode kept = WIRE.readTree(STORIES.resolve("classical.json").toFile());
    assertThat(extractions).isEqualTo(kept);
  }

  private ArrayNode extractions(JsonNode messages) throws IOException {
    Map<JsonNode, String> speakers = new LinkedHashMap<>();
    for (JsonNode message : messages) {
      message.properties().stream()
          .filter(field -> Character.isUpperCase(field.getKey().charAt(0)))
          .forEach(field -> speakers.put(message, field.getKey()));
    }
    ArrayNode extractions = WIRE.createArrayNode();
    for (Map.Entry<JsonNode, String> said : speakers.entrySet()) {
      JsonNode message = said.getKey();
      Instant at = Instant.parse(message.get("at").asText());
      EpisodeText episode =
          new EpisodeText(
              UUID.randomUUID(),
              UUID.randomUUID(),
              UUID.randomUUID(),
              Role.USER,
              said.getValue(),
              List.copyOf(new TreeSet<>(speakers.values())),
              message.get(said.getValue()).asText(),
              at,
              at,
              List.of(),
              1);
      extractions.add(
          WIRE.readTree(WIRE.writeValueAsString(ExtractionBody.of(learning.learn(episode)))));
    }
    return extractions;
  }
}
