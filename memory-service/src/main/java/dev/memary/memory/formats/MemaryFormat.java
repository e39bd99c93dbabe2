package dev.memary.memory.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.kit.problem.Problem.FieldError;
import dev.memary.kit.problem.WrongFields;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.formats.MemaryLines.Body;
import dev.memary.memory.formats.MemaryLines.CorrectionLine;
import dev.memary.memory.formats.MemaryLines.EpisodeLine;
import dev.memary.memory.formats.MemaryLines.Extraction;
import dev.memary.memory.formats.MemaryLines.Footer;
import dev.memary.memory.formats.MemaryLines.Header;
import dev.memary.memory.formats.MemaryLines.SessionLine;
import dev.memary.memory.portability.Exports;
import dev.memary.memory.portability.InvalidFileException;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.SpaceFormat;
import dev.memary.memory.portability.SpaceWriter;
import dev.memary.memory.spaces.SpaceName;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Memary's own format: JSON Lines, a header first and a footer with counts last. Lines of a kind
 * that is not known here are left alone, so that later versions may add some.
 */
@Singleton
public class MemaryFormat implements SpaceFormat, SpaceWriter {
  private static final String HEADER = "header";
  private static final String SESSION = "session";
  private static final String CORRECTION = "correction";
  private static final String EPISODE = "episode";
  private static final String FOOTER = "footer";
  private static final List<String> PARTS = List.of(SESSION, CORRECTION, EPISODE);
  private static final int METADATA_LIMIT = 16_384;
  private static final String NUL = "\\u0000";

  private final ObjectMapper json;
  private final Validator validator;
  private final JsonItems items;

  public MemaryFormat(ObjectMapper json, Validator validator) {
    this.json = json;
    this.validator = validator;
    this.items = new JsonItems(json);
  }

  @Override
  public String name() {
    return Exports.FORMAT;
  }

  @Override
  public boolean recognises(byte[] beginning) {
    return new String(beginning, UTF_8).contains("\"" + MemaryLines.FORMAT + "\"");
  }

  @Override
  public void read(InputStream file, Instant received, Sink sink) throws IOException {
    Reading reading = new Reading(sink);
    items.ofLines(file, reading::line);
    reading.end();
  }

  /** A file that is being read. */
  private final class Reading {
    private final Sink sink;
    private final Map<String, Long> counts = new HashMap<>();
    private boolean begun;
    private boolean ended;

    Reading(Sink sink) {
      this.sink = sink;
    }

    void line(long number, ObjectNode line) throws IOException {
      String kind = line.path("kind").asText("");
      if (begun == kind.equals(HEADER) || ended) {
        throw new InvalidFileException(
            number,
            "kind",
            "must be header in the first line and nowhere else, footer in the last");
      }
      switch (kind) {
        case HEADER -> {
          read(number, line, Header.class);
          begun = true;
        }
        case FOOTER -> {
          compare(number, read(number, line, Footer.class));
          ended = true;
        }
        case SESSION -> sink.accept(session(read(number, line, SessionLine.class)));
        case CORRECTION -> sink.accept(correction(read(number, line, CorrectionLine.class)));
        case EPISODE -> sink.accept(episode(number, read(number, line, EpisodeLine.class)));
        default -> {}
      }
      counts.merge(kind, 1L, Long::sum);
    }

    private void compare(long number, Footer footer) {
      for (String kind : PARTS) {
        long told = footer.counts().getOrDefault(kind, 0L);
        long seen = counts.getOrDefault(kind, 0L);
        if (told != seen) {
          throw new InvalidFileException(
              number, "counts." + kind, "says %d, and there are %d".formatted(told, seen));
        }
      }
    }

    void end() {
      if (!ended) {
        throw new InvalidFileException(0, "body", "must end with a footer; the file is cut off");
      }
    }
  }

  private static Part session(SessionLine line) {
    return new Part.Session(line.name(), line.startedAt());
  }

  private static Part correction(CorrectionLine line) {
    return new Part.Correction(
        line.id(),
        line.name().strip(),
        line.into().strip(),
        orEmpty(line.memoryIds()),
        line.madeAt(),
        line.revokedAt());
  }

  private Part episode(long number, EpisodeLine line) {
    return new Part.Episode(
        line.id(),
        line.sessionId(),
        line.sequence(),
        Role.of(line.role()),
        line.name(),
        line.text(),
        line.occurredAt(),
        line.recordedAt(),
        line.externalId(),
        metadata(number, line.metadata()),
        orEmpty(line.recalledIds()),
        !Boolean.FALSE.equals(line.infer()),
        line.version() == null ? 1 : line.version(),
        understood(number, line.extraction()));
  }

  private Map<String, Object> metadata(long number, @Nullable Map<String, Object> metadata) {
    if (metadata == null) {
      return Map.of();
    }
    metadata.values().removeIf(value -> value == null);
    String written = write(metadata);
    if (written.length() > METADATA_LIMIT || written.contains(NUL)) {
      throw new InvalidFileException(
          number,
          "metadata",
          "must have at most " + METADATA_LIMIT + " characters as JSON, none of them NUL");
    }
    return metadata;
  }

  private Part.@Nullable Understood understood(long number, @Nullable Extraction extraction) {
    if (extraction == null) {
      return null;
    }
    read(number, extraction.body(), Body.class, "extraction.body.");
    String body = extraction.body().toString();
    if (body.contains(NUL)) {
      throw new InvalidFileException(number, "extraction.body", "must not hold NUL");
    }
    return new Part.Understood(extraction.extractor(), body);
  }

  private <T> T read(long number, ObjectNode line, Class<T> type) {
    return read(number, line, type, "");
  }

  private <T> T read(long number, ObjectNode line, Class<T> type, String within) {
    try {
      T read = json.treeToValue(line, type);
      validator.validate(read).stream()
          .min(Comparator.comparing((ConstraintViolation<T> v) -> v.getPropertyPath().toString()))
          .ifPresent(violation -> {
            throw new InvalidFileException(
                number, within + fieldOf(violation), violation.getMessage());
          });
      return read;
    } catch (JsonMappingException e) {
      FieldError wrong = WrongFields.of(e);
      throw new InvalidFileException(number, within + wrong.field(), wrong.expected());
    } catch (JsonProcessingException e) {
      throw new InvalidFileException(number, "", "must be valid JSON");
    }
  }

  private static String fieldOf(ConstraintViolation<?> violation) {
    return WrongFields.snakeCase(
        violation.getPropertyPath().toString().replace(".<list element>", ""));
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  @Override
  public Writing begin(OutputStream out, SpaceName space, Instant at) throws IOException {
    Lines lines = new Lines(out);
    lines.write(
        HEADER, new Header(HEADER, MemaryLines.FORMAT, MemaryLines.VERSION, space.value(), at));
    return lines;
  }

  /** A file that is being written. */
  private final class Lines implements Writing {
    private final OutputStream out;
    private final Map<String, Long> counts = new TreeMap<>();

    Lines(OutputStream out) {
      this.out = new BufferedOutputStream(out, 1 << 16);
      PARTS.forEach(kind -> counts.put(kind, 0L));
    }

    @Override
    public void write(Part part) throws IOException {
      switch (part) {
        case Part.Session s -> write(SESSION, new SessionLine(SESSION, s.name(), s.startedAt()));
        case Part.Correction c -> write(CORRECTION, line(c));
        case Part.Episode e -> write(EPISODE, line(e));
      }
    }

    @Override
    public void end() throws IOException {
      counts.remove(HEADER);
      write(FOOTER, new Footer(FOOTER, new TreeMap<>(counts)));
    }

    private void write(String kind, Object line) throws IOException {
      out.write(MemaryFormat.this.write(line).getBytes(UTF_8));
      out.write('\n');
      counts.merge(kind, 1L, Long::sum);
    }

    /** Whoever opened the stream below closes it. */
    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  private static CorrectionLine line(Part.Correction c) {
    return new CorrectionLine(
        CORRECTION, c.id(), c.name(), c.into(), c.episodeIds(), c.madeAt(), c.revokedAt());
  }

  private EpisodeLine line(Part.Episode e) {
    Part.Understood understood = e.understood();
    return new EpisodeLine(
        EPISODE,
        e.id(),
        e.session(),
        e.sequence(),
        e.role().wireName(),
        e.speaker(),
        e.text(),
        e.occurredAt(),
        e.recordedAt(),
        e.externalId(),
        e.metadata(),
        e.recalledIds(),
        e.infer(),
        e.version(),
        understood == null ? null : new Extraction(understood.extractor(), body(understood)));
  }

  private ObjectNode body(Part.Understood understood) {
    try {
      JsonNode body = json.readTree(understood.body());
      return (ObjectNode) body;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored extraction is not JSON", e);
    }
  }

  private String write(Object line) {
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not writable as JSON: " + line.getClass(), e);
    }
  }
}
