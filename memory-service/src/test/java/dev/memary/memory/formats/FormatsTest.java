package dev.memary.memory.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.memary.kit.json.MemaryJson;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.portability.InvalidFileException;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.SpaceFormat;
import dev.memary.memory.spaces.SpaceName;
import jakarta.validation.Validation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files say, part by part. */
class FormatsTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-24T09:00:00Z");

  private final ObjectMapper json = json();
  private final MemaryFormat memary =
      new MemaryFormat(json, Validation.buildDefaultValidatorFactory().getValidator());
  private final Mem0Format mem0 = new Mem0Format(json);
  private final PythonMemaryFormat python = new PythonMemaryFormat(json);

  @Test
  void golden_readAndWritten_isUnchanged() throws IOException {
    String golden = golden();
    ByteArrayOutputStream written = new ByteArrayOutputStream();

    try (var file =
        memary.begin(written, new SpaceName("user:alice"), Instant.parse("2026-11-24T09:00:00Z"))) {
      for (Part part : read(memary, golden)) {
        file.write(part);
      }
      file.end();
    }

    List<String> lines = written.toString(UTF_8).lines().toList();
    List<String> expected = golden.lines().toList();
    assertThat(lines).hasSameSizeAs(expected);
    JsonSchema schema = schema();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = json.readTree(lines.get(i));
      assertThat(line).isEqualTo(json.readTree(expected.get(i)));
      assertThat(schema.validate(line)).isEmpty();
    }
  }

  @Test
  void lineOfAnotherKind_isLeftAlone() throws IOException {
    String golden = golden();
    String more = "{\"kind\":\"persona\",\"text\":[1]}";

    assertThat(read(memary, golden.replaceFirst("\n", "\n" + more + "\n")))
        .isEqualTo(read(memary, golden));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "sequence":1,         | "sequence":"1",       | lines[5].sequence
          "role":"assistant"    | "role":"robot"        | lines[6].role
          "text":"Noted: Bob works at Acme." | "text":" " | lines[6].text
          "started_at":"2026-03-01T09:29:50Z" | "started_at":"yesterday" | lines[2].started_at
          "mentions":1          | "mentions":0          | lines[5].extraction.body.entities[0].mentions
          "type":"person"       | "type":"ghost"        | lines[5].extraction.body.entities[0].type
          "version":1,"space"   | "version":2,"space"   | lines[1].version
          "episode":2           | "episode":3           | lines[7].counts.episode
          {"kind":"session"     | {"kind":"header"      | lines[2].kind
          "into":"Robert"       | "into":"\\u0000"      | lines[3].into
          {"kind":"footer"      | {"kind":"foot         | lines[7]
          """)
  void wrong_isToldWithItsLine(String right, String wrong, String place) throws IOException {
    String golden = golden();
    assertThat(golden).contains(right);

    assertThatThrownBy(() ->
            read(
                memary, golden.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong))))
        .isInstanceOfSatisfying(
            InvalidFileException.class, e -> assertThat(e.place()).isEqualTo(place));
  }

  @Test
  void cutOff_isRecognised() throws IOException {
    String golden = golden();

    assertThatThrownBy(
            () -> read(memary, golden.substring(0, golden.indexOf("{\"kind\":\"footer"))))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> read(memary, "")).hasMessageContaining("cut off");
  }

  @Test
  void itemWithoutEnd_doesNotFillTheMemory() {
    InputStream endless =
        new InputStream() {
          private long at;

          @Override
          public int read() {
            return at++ == 0 ? '{' : ' ';
          }
        };

    assertThatThrownBy(() -> memary.read(endless, RECEIVED, part -> {}))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("bytes");
  }

  @Test
  void mem0_eachMemoryIsAnEpisode() throws IOException {
    String export =
        """
        {"count": 2, "results": [
          {"id": "e3c1", "memory": "Likes to play cricket on weekends", "hash": "285d", "metadata": {"category": "hobbies"},
           "score": null, "created_at": "2024-07-26T10:29:36.630547-07:00", "updated_at": null, "user_id": "alice"},
          {"id": "b9", "memory": "Lives in Porto", "categories": ["home"], "created_at": "2024-07-26T10:30:00", "run_id": "r1",
           "updated_at": "2024-08-01T00:00:00+00:00", "actor_id": "Alice"}], "relations": []}
        """;
    assertThat(mem0.recognises(export.getBytes(UTF_8))).isTrue();

    List<Part> parts = read(mem0, export);

    Part.Episode cricket = (Part.Episode) parts.get(0);
    Part.Episode porto = (Part.Episode) parts.get(1);
    assertThat(parts).hasSize(2);
    assertThat(cricket.text()).isEqualTo("Likes to play cricket on weekends");
    assertThat(cricket.occurredAt()).isEqualTo("2024-07-26T17:29:36.630547Z");
    assertThat(cricket.metadata()).containsEntry("category", "hobbies");
    assertThat(cricket.externalId()).isEqualTo("mem0:e3c1");
    assertThat(cricket.speaker()).isEqualTo("alice");
    assertThat(porto.occurredAt()).isEqualTo("2024-08-01T00:00:00Z");
    assertThat(porto.recordedAt()).isEqualTo("2024-07-26T10:30:00Z");
    assertThat(porto.session()).isEqualTo("r1");
    assertThat(porto.metadata()).containsEntry("categories", List.of("home"));
    assertThat(read(mem0, export)).isEqualTo(parts);
    assertThat(
            read(
                mem0,
                export.substring(
                    export.indexOf('['), export.lastIndexOf(']', export.lastIndexOf(']') - 1) + 1)))
        .isEqualTo(parts);
  }

  @Test
  void mem0_withoutText_isToldWhere() {
    assertThatThrownBy(() -> read(mem0, "[{\"id\":\"1\",\"memory\":\"x\"},\n{\"id\":\"2\"}]"))
        .hasMessage("lines[2].memory: must be a string that is not blank");
  }

  @Test
  void python_streamIsTheTruth_andTheStoreIsPassedOver() throws IOException {
    String stream =
        """
        [{"entity": "Apple inc.", "date": "2024-05-05T17:26:24"}, {"entity": "$183.38", "date": "2024-05-05T17:26:24"},
         {"entity": "Apple inc.", "date": "2024-05-05T17:26:24"}, {"entity": "Apple inc.", "date": "2024-05-06T08:00:00"}]
        """;
    String store =
        "[{\"entity\": \"Apple inc.\", \"count\": 6, \"date\": \"2024-05-06T08:00:00\"}]";

    List<Part> parts = read(python, stream);

    assertThat(parts).hasSize(2);
    Part.Episode first = (Part.Episode) parts.getFirst();
    assertThat(first.text()).isEqualTo("Apple inc., $183.38, Apple inc.");
    assertThat(first.occurredAt()).isEqualTo("2024-05-05T17:26:24Z");
    JsonNode body = json.readTree(first.understood().body());
    assertThat(body.at("/entities/0/name").asText()).isEqualTo("Apple inc.");
    assertThat(body.at("/entities/0/mentions").asInt()).isEqualTo(2);
    assertThat(body.get("entities")).hasSize(2);
    assertThat(read(python, store)).isEmpty();
  }

  @Test
  void python_chat_answersAreTheAssistants_inTheirOrder() throws IOException {
    String chat =
        """
        [{"role": "user", "content": "What is in NYC?"},
         {"role": "user", "content": "ReAct agent: New York City is a metropolis."},
         {"role": "system", "content": "rag: Yes."}, {"role": "user", "content": "What is in NYC?"}]
        """;
    assertThat(python.recognises(chat.getBytes(UTF_8))).isTrue();

    List<Part.Episode> episodes =
        read(python, chat).stream().map(Part.Episode.class::cast).toList();

    assertThat(episodes)
        .extracting(Part.Episode::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.ASSISTANT, Role.USER);
    assertThat(episodes.get(1).text()).isEqualTo("New York City is a metropolis.");
    assertThat(episodes.stream().map(Part.Episode::id).map(UUID::toString)).isSorted();
    assertThat(episodes).extracting(Part.Episode::occurredAt).containsOnly(RECEIVED);
  }

  @Test
  void python_zip_holdsAllOfThem() throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      add(out, "data/past_chat.json", "[{\"role\":\"user\",\"content\":\"Hello\"}]");
      add(out, "data/user_persona.txt", "[user persona] Loves Paris.");
      add(out, "data/notes.txt", "nothing of Memary's");
      add(
          out,
          "data/memory_stream.json",
          "[{\"entity\":\"Paris\",\"date\":\"2024-05-05T17:26:24\"}]");
    }
    assertThat(python.recognises(zip.toByteArray())).isTrue();

    List<Part> parts = new ArrayList<>();
    python.read(new ByteArrayInputStream(zip.toByteArray()), RECEIVED, parts::add);

    assertThat(parts)
        .extracting(part -> ((Part.Episode) part).text())
        .containsExactly("Hello", "[user persona] Loves Paris.", "Paris");
  }

  @Test
  void formats_doNotTakeEachOther() throws IOException {
    byte[] golden = golden().getBytes(UTF_8);
    byte[] memories = "[{\"id\":\"1\",\"memory\":\"x\"}]".getBytes(UTF_8);

    assertThat(memary.recognises(golden)).isTrue();
    assertThat(mem0.recognises(golden)).isFalse();
    assertThat(python.recognises(golden)).isFalse();
    assertThat(memary.recognises(memories)).isFalse();
    assertThat(python.recognises(memories)).isFalse();
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(UTF_8));
    zip.closeEntry();
  }

  private static List<Part> read(SpaceFormat format, String file) throws IOException {
    List<Part> parts = new ArrayList<>();
    format.read(new ByteArrayInputStream(file.getBytes(UTF_8)), RECEIVED, parts::add);
    return parts;
  }

  private static ObjectMapper json() {
    ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    new MemaryJson().customize(json);
    return json;
  }

  private static String golden() throws IOException {
    try (InputStream in = resource("/contracts/examples/space.jsonl")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in = resource("/contracts/schemas/memary.space.v1.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(FormatsTest.class.getResourceAsStream(name), name);
  }
}
