package dev.memary.contracts.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records, the schemas and the golden examples say the same. */
class GoldenExamplesTest {
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  @ParameterizedTest
  @CsvSource({
    "episode-recorded, EpisodeRecorded",
    "episode-processed-indexed, EpisodeProcessed",
    "episode-processed-integrated, EpisodeProcessed",
    "episode-processed-rejected, EpisodeProcessed",
    "episode-processed-failed, EpisodeProcessed",
    "episode-processed-failed-to-index, EpisodeProcessed",
    "space-forgotten, Forgotten",
    "episode-forgotten, Forgotten"
  })
  void example_readAndWritten_isUnchangedAndFitsItsSchema(String example, String type)
      throws Exception {
    JsonNode golden = read("/contracts/examples/" + example + ".json");
    Class<?> record = Class.forName(getClass().getPackageName() + "." + type);

    Object event = json.treeToValue(golden.get("payload"), record);

    assertThat(json.readTree(json.writeValueAsString(event))).isEqualTo(golden.get("payload"));
    assertThat(violations(golden.get("topic").asText(), golden.get("payload"))).isEmpty();
    assertThat(golden.get("headers").get(EventHeaders.TYPE)).isEqualTo(golden.get("topic"));
    assertThat(golden.get("headers").has(EventHeaders.TRACE_PARENT)).isTrue();
  }

  @Test
  void reader_unknownField_ignoresIt() throws Exception {
    JsonNode payload = read("/contracts/examples/episode-recorded.json").get("payload");
    ((ObjectNode) payload).put("added_in_v1_7", "something");

    assertThat(json.treeToValue(payload, EpisodeRecorded.class).sequence()).isEqualTo(3);
  }

  @Test
  void schema_missingSpace_refusesTheEvent() throws Exception {
    JsonNode payload = read("/contracts/examples/episode-recorded.json").get("payload");
    ((ObjectNode) payload).remove("space_id");

    assertThat(violations(Topics.EPISODE_RECORDED, payload)).hasSize(1);
  }

  @Test
  void space_everyLineFitsTheSchema() throws Exception {
    try (var file = getClass().getResourceAsStream("/contracts/examples/space.jsonl")) {
      for (String line : new String(file.readAllBytes(), UTF_8).lines().toList()) {
        assertThat(violations("memary.space.v1", json.readTree(line))).as(line).isEmpty();
      }
    }
  }

  private Set<?> violations(String topic, JsonNode payload) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(read("/contracts/schemas/" + topic + ".json"))
        .validate(payload);
  }

  private JsonNode read(String resource) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(resource)) {
      return json.readTree(Objects.requireNonNull(in, resource));
    }
  }
}
