package dev.memary.memory.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.SpaceFormat;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What mem0 answers to get_all and in its exports: an array of memories, or an object that holds
 * one. Each memory becomes an episode, and is understood here.
 */
@Singleton
public class Mem0Format implements SpaceFormat {
  private static final Pattern BEGINNING =
      Pattern.compile(
          "^\\s*(\\[|\\{.*\"(results|memories)\"\\s*:\\s*\\[).*\"memory\"\\s*:", Pattern.DOTALL);
  private static final Set<String> ARRAYS = Set.of("results", "memories");
  private static final int METADATA_LIMIT = 16_384;
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final ObjectMapper json;
  private final JsonItems items;

  public Mem0Format(ObjectMapper json) {
    this.json = json;
    this.items = new JsonItems(json);
  }

  @Override
  public String name() {
    return "mem0";
  }

  @Override
  public boolean recognises(byte[] beginning) {
    return BEGINNING.matcher(new String(beginning, UTF_8)).find();
  }

  @Override
  public void read(InputStream file, Instant received, Sink sink) throws IOException {
    items.ofArray(
        file, ARRAYS, (line, item) -> sink.accept(episode(new Fields(line, item), received)));
  }

  private Part episode(Fields memory, Instant received) {
    Optional<Instant> created = memory.time("created_at");
    Instant recorded = created.orElse(received);
    String text = memory.text("memory");
    String externalId = "mem0:" + memory.name("id").orElse(text);
    return new Part.Episode(
        MadeIds.of(created.orElse(Instant.EPOCH), 0, externalId),
        memory.name("run_id").orElse(name()),
        1,
        memory.name("role").filter("assistant"::equals).isPresent() ? Role.ASSISTANT : Role.USER,
        memory.name("actor_id").or(() -> memory.name("user_id")).orElse(name()),
        text,
        memory.time("updated_at").orElse(recorded),
        recorded,
        memory.name("id").map(id -> externalId).orElse(null),
        metadata(memory),
        List.of(),
        true,
        1,
        null);
  }

  private Map<String, Object> metadata(Fields memory) {
    ObjectNode metadata = json.createObjectNode();
    if (memory.item().path("metadata") instanceof ObjectNode given) {
      metadata.setAll(given);
    }
    JsonNode categories = memory.item().path("categories");
    if (categories.isArray() && !categories.isEmpty()) {
      metadata.set("categories", categories);
    }
    String written = metadata.toString();
    if (written.length() > METADATA_LIMIT || written.contains("\\u0000")) {
      throw memory.wrong(
          "metadata",
          "must have at most " + METADATA_LIMIT + " characters as JSON, none of them NUL");
    }
    Map<String, Object> map = new HashMap<>(json.convertValue(metadata, MAP));
    map.values().removeIf(value -> value == null);
    return map;
  }
}
