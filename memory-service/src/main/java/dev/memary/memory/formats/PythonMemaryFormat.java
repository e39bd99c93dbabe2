package dev.memary.memory.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.portability.InvalidFileException;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.SpaceFormat;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the Python project Memary: one of them, or all in a ZIP. Its memory stream becomes
 * one memory for each moment, understood as the entities it names, so that counts come out as the
 * stream has them. Its entity knowledge store holds nothing that the stream does not, and counts
 * too much: it is passed over.
 */
@Singleton
public class PythonMemaryFormat implements SpaceFormat {
  private static final String NAME = "memary-python";
  private static final String ZIP = "PK\u0003\u0004";
  private static final Pattern BEGINNING =
      Pattern.compile(
          "^\\s*\\[\\s*\\{\\s*\"(entity|role|content|date|count)\"\\s*:", Pattern.DOTALL);
  private static final Pattern ANSWER = Pattern.compile("^(?:rag|ReAct agent): ?(?=\\S)");
  private static final String STREAM_EXTRACTOR = "memary-python-stream-1";
  private static final int MOST_AT_ONCE = 100;
  private static final int LONGEST_PERSONA = 32_000;

  private final ObjectMapper json;
  private final JsonItems items;

  public PythonMemaryFormat(ObjectMapper json) {
    this.json = json;
    this.items = new JsonItems(json);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean recognises(byte[] beginning) {
    String begins = new String(beginning, UTF_8);
    return begins.startsWith(ZIP) || BEGINNING.matcher(begins).find();
  }

  @Override
  public void read(InputStream file, Instant received, Sink sink) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(file);
    buffered.mark(ZIP.length());
    boolean zipped = new String(buffered.readNBytes(ZIP.length()), UTF_8).equals(ZIP);
    buffered.reset();
    if (!zipped) {
      array(buffered, received, sink);
      return;
    }
    ZipInputStream files = new ZipInputStream(buffered);
    for (ZipEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
      String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
      if (name.endsWith(".json")) {
        array(files, received, sink);
      } else if (name.endsWith("persona.txt")) {
        persona(name, files, received, sink);
      }
    }
  }

  /** One of the three JSON files, told apart by what their objects have. */
  private void array(InputStream file, Instant received, Sink sink) throws IOException {
    Stream stream = new Stream(sink);
    Chat chat = new Chat(received, sink);
    items.ofArray(
        file,
        Set.of(),
        (line, item) -> {
          Fields fields = new Fields(line, item);
          if (item.has("content")) {
            chat.take(fields);
          } else if (!item.has("count")) {
            stream.take(fields);
          }
        });
    stream.end();
  }

  /** What was said, in order; nobody noted when. */
  private final class Chat {
    private final Instant received;
    private final Sink sink;
    private long index;

    Chat(Instant received, Sink sink) {
      this.received = received;
      this.sink = sink;
    }

    void take(Fields message) throws IOException {
      String said = message.text("content");
      String text = ANSWER.matcher(said).replaceFirst("");
      Role role = text.length() < said.length() ? Role.ASSISTANT : role(message);
      sink.accept(episode("chat", Instant.EPOCH, index++, role, text, received, null));
    }

    private static Role role(Fields message) {
      String role = message.name("role").orElse("user");
      return switch (role) {
        case "user", "assistant", "system", "tool" -> Role.of(role);
        default -> throw message.wrong("role", "must be user, assistant, system or tool");
      };
    }
  }

  /** The memory stream: entities with the second in which they were spoken of. */
  private final class Stream {
    private final Sink sink;
    private final List<String> entities = new ArrayList<>();
    private @Nullable Instant at;
    private long index;

    Stream(Sink sink) {
      this.sink = sink;
    }

    void take(Fields entry) throws IOException {
      String entity =
          entry
              .name("entity")
              .orElseThrow(() -> entry.wrong("entity", "must be the name of an entity"));
      Instant date =
          entry.time("date").orElseThrow(() -> entry.wrong("date", "must be an ISO 8601 time"));
      if (!date.equals(at) || entities.size() == MOST_AT_ONCE) {
        end();
        index = date.equals(at) ? index + 1 : 0;
        at = date;
      }
      entities.add(entity);
    }

    void end() throws IOException {
      if (at != null && !entities.isEmpty()) {
        sink.accept(
            episode(
                "stream",
                at,
                index,
                Role.TOOL,
                String.join(", ", entities),
                at,
                new Part.Understood(STREAM_EXTRACTOR, body())));
      }
      entities.clear();
    }

    private String body() {
      Map<String, Integer> mentions = new LinkedHashMap<>();
      entities.forEach(entity -> mentions.merge(entity, 1, Integer::sum));
      ObjectNode body = json.createObjectNode();
      ArrayNode named = body.putArray("entities");
      mentions.forEach((name, count) ->
          named
              .addObject()
              .put("name", name)
              .put("type", "thing")
              .put("mentions", count)
              .putArray("aliases"));
      body.putArray("facts");
      return body.toString();
    }
  }

  private static void persona(String name, InputStream file, Instant received, Sink sink)
      throws IOException {
    String text =
        new String(file.readNBytes(LONGEST_PERSONA + 1), UTF_8).replace("\u0000", "").strip();
    if (text.length() > LONGEST_PERSONA) {
      throw new InvalidFileException(
          0, name, "must have at most " + LONGEST_PERSONA + " characters");
    }
    if (!text.isEmpty()) {
      sink.accept(episode(name, Instant.EPOCH, 0, Role.SYSTEM, text, received, null));
    }
  }

  private static Part episode(
      String file,
      Instant idTime,
      long index,
      Role role,
      String text,
      Instant at,
      Part.@Nullable Understood understood) {
    return new Part.Episode(
        MadeIds.of(idTime, index, NAME + "/" + file + "/" + idTime + "/" + index + "/" + text),
        NAME + "-" + file,
        index + 1,
        role,
        role == Role.USER ? "user" : NAME,
        text,
        at,
        at,
        null,
        Map.of(),
        List.of(),
        true,
        1,
        understood);
  }
}
