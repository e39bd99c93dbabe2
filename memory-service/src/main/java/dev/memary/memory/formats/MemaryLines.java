package dev.memary.memory.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The lines of Memary's own format, bounded as what clients send is. Their JSON Schema is {@code
 * memary.space.v1} among the contracts.
 */
final class MemaryLines {
  static final String FORMAT = "memary-space";
  static final int VERSION = 1;

  private static final String NAME = "[^\\x00]{1,200}";
  private static final String NAME_EXPECTED = "must have 1 to 200 characters, none of them NUL";
  private static final String NEEDED = "is needed";
  private static final long LAST_SEQUENCE = 1_000_000_000_000L;

  private MemaryLines() {}

  /** The first line. */
  record Header(
      String kind,
      @NotNull(message = "must be " + FORMAT)
          @Pattern(regexp = FORMAT, message = "must be " + FORMAT)
          String format,
      @NotNull(message = NEEDED)
          @Min(value = 1, message = "must be 1")
          @Max(value = VERSION, message = "is of a later version of Memary")
          Integer version,
      @Nullable String space,
      @Nullable Instant exportedAt) {}

  /** A conversation. */
  record SessionLine(
      String kind,
      @NotNull(message = NAME_EXPECTED) @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String name,
      @NotNull(message = NEEDED) Instant startedAt) {}

  /** A name that means somebody else: in these memories, or everywhere. */
  record CorrectionLine(
      String kind,
      @NotNull(message = NEEDED) UUID id,
      @NotBlank(message = NAME_EXPECTED) @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String name,
      @NotBlank(message = NAME_EXPECTED) @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String into,
      @Nullable @Size(max = 1000, message = "must hold at most 1000 ids")
          List<@NotNull(message = "must be a UUID") UUID> memoryIds,
      @NotNull(message = NEEDED) Instant madeAt,
      @Nullable Instant revokedAt) {}

  /** One thing that happened, with what was understood of it. */
  record EpisodeLine(
      String kind,
      @NotNull(message = NEEDED) UUID id,
      @NotNull(message = NAME_EXPECTED) @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String sessionId,
      @NotNull(message = NEEDED)
          @Min(value = 1, message = "must be 1 to " + LAST_SEQUENCE)
          @Max(value = LAST_SEQUENCE, message = "must be 1 to " + LAST_SEQUENCE)
          Long sequence,
      @NotNull(message = NEEDED)
          @Pattern(
              regexp = "user|assistant|system|tool",
              message = "must be user, assistant, system or tool")
          String role,
      @NotBlank(message = NAME_EXPECTED) @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String name,
      @NotNull(message = NEEDED)
          @Pattern(
              regexp = "(?s)[^\\x00]*[^\\p{javaWhitespace}\\x00][^\\x00]*",
              message = "must not be blank nor hold NUL")
          @Size(max = 32_000, message = "must have at most 32000 characters")
          String text,
      @NotNull(message = NEEDED) Instant occurredAt,
      @NotNull(message = NEEDED) Instant recordedAt,
      @Nullable @Pattern(regexp = NAME, message = NAME_EXPECTED) String externalId,
      @Nullable Map<String, Object> metadata,
      @Nullable @Size(max = 200, message = "must hold at most 200 ids")
          List<@NotNull(message = "must be a UUID") UUID> recalledIds,
      @Nullable Boolean infer,
      @Nullable @Min(value = 1, message = "must be at least 1") Integer version,
      @Nullable @Valid Extraction extraction) {}

  /** What was understood; the body stays as it is. */
  record Extraction(
      @NotNull(message = NAME_EXPECTED) @Pattern(regexp = NAME, message = NAME_EXPECTED)
          String extractor,
      @NotNull(message = NEEDED) ObjectNode body) {}

  /** The shape that a body must have so that it can be replayed. */
  record Body(
      @NotNull(message = NEEDED) @Size(max = 500, message = "must hold at most 500")
          List<@Valid @NotNull(message = "must be an entity") Entity> entities,
      @NotNull(message = NEEDED) @Size(max = 500, message = "must hold at most 500")
          List<@Valid @NotNull(message = "must be a fact") Fact> facts) {}

  /** An entity as it is named in the text. */
  record Entity(
      @NotBlank(message = "must not be blank")
          @Size(max = 500, message = "must have at most 500 characters")
          String name,
      @NotNull(message = NEEDED)
          @Pattern(
              regexp = "person|place|organization|date|event|thing|concept",
              message = "must be person, place, organization, date, event, thing or concept")
          String type,
      @NotNull(message = NEEDED) @Size(max = 20, message = "must hold at most 20 names")
          List<
                  @NotBlank(message = "must not be blank")
                  @Size(max = 500, message = "must have at most 500 characters") String>
              aliases,
      @NotNull(message = NEEDED) @Min(value = 1, message = "must be at least 1")
          Integer mentions) {}

  /** A fact with subject and object by name. */
  record Fact(
      @NotBlank(message = "must not be blank")
          @Size(max = 500, message = "must have at most 500 characters")
          String subject,
      @NotBlank(message = "must not be blank")
          @Size(max = 500, message = "must have at most 500 characters")
          String predicate,
      @NotBlank(message = "must not be blank")
          @Size(max = 500, message = "must have at most 500 characters")
          String object,
      @NotNull(message = NEEDED) Boolean objectIsEntity,
      @Nullable
          @Pattern(regexp = "text|number|activity", message = "must be text, number or activity")
          String literalType,
      @NotBlank(message = "must not be blank")
          @Size(max = 4000, message = "must have at most 4000 characters")
          String statement,
      @NotNull(message = NEEDED) String sentence,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      @NotNull(message = NEEDED) Double confidence) {}

  /** The last line: how many lines of each kind there are. */
  record Footer(String kind, @NotNull(message = NEEDED) Map<String, Long> counts) {}
}
