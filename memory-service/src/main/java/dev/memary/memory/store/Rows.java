package dev.memary.memory.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.Episode.SharedFrom;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.episodes.Version;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How columns become values. */
@Singleton
class Rows {
  /**
   * Selects what {@link #episode} reads, without what has had its time; the caller adds WHERE and
   * ORDER BY.
   */
  static final String SELECT_EPISODE =
      """
      SELECT e.*, s.name AS session_name, sp.name AS space_name
        FROM episode e JOIN session s USING (session_id)
        JOIN space sp ON sp.space_id = e.space_id AND (e.expires_at IS NULL OR e.expires_at > now())
      """;

  private final ObjectMapper json;

  static final String RECORDED =
      "episode_id, tenant_id, space_id, session_id, sequence, role, speaker, occurred_at, recorded_at,"
          + " recalled_ids, version, generation, infer AND outcome = 'pending' AS understand";

  Rows(ObjectMapper json) {
    this.json = json;
  }

  Episode episode(ResultSet row) throws SQLException {
    return new Episode(
        uuid(row, "episode_id"),
        uuid(row, "space_id"),
        row.getString("space_name"),
        uuid(row, "session_id"),
        row.getString("session_name"),
        row.getLong("sequence"),
        Role.of(row.getString("role")),
        row.getString("speaker"),
        row.getString("text"),
        instant(row, "occurred_at"),
        instant(row, "recorded_at"),
        row.getString("external_id"),
        map(row.getString("metadata")),
        uuids(row.getArray("recalled_ids")),
        row.getInt("version"),
        row.getInt("generation"),
        row.getBoolean("pinned"),
        instantOrNull(row, "expires_at"),
        sharedFrom(row));
  }

  private static @Nullable SharedFrom sharedFrom(ResultSet row) throws SQLException {
    UUID original = row.getObject("shared_from", UUID.class);
    return original == null ? null : new SharedFrom(original, row.getString("shared_from_space"));
  }

  /** Reads the columns of episode_version. */
  Version version(ResultSet row) throws SQLException {
    return new Version(
        uuid(row, "episode_id"),
        row.getInt("version"),
        row.getString("text"),
        instant(row, "occurred_at"),
        map(row.getString("metadata")),
        row.getBoolean("pinned"),
        instantOrNull(row, "expires_at"),
        instant(row, "held_from"),
        instantOrNull(row, "held_to"),
        row.getString("changed_by"));
  }

  /** The event that tells the stages of an episode (again); reads the columns {@link #RECORDED}. */
  static EpisodeRecorded recorded(ResultSet row) throws SQLException {
    return recorded(row, row.getBoolean("understand"), null);
  }

  /** The event that asks for a model's understanding of an episode that has one without. */
  static EpisodeRecorded reconsidered(ResultSet row) throws SQLException {
    return recorded(row, true, true);
  }

  private static EpisodeRecorded recorded(
      ResultSet row, boolean infer, @Nullable Boolean reconsider) throws SQLException {
    UUID spaceId = uuid(row, "space_id");
    return new EpisodeRecorded(
        UUID.randomUUID(),
        row.getString("tenant_id"),
        spaceId,
        uuid(row, "episode_id"),
        uuid(row, "session_id"),
        row.getLong("sequence"),
        row.getString("role"),
        PostgresEpisodeStore.speakerId(spaceId, row.getString("speaker")),
        instant(row, "occurred_at"),
        instant(row, "recorded_at"),
        uuids(row.getArray("recalled_ids")),
        row.getInt("version"),
        row.getInt("generation"),
        infer,
        reconsider);
  }

  String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not writable as JSON: " + value.getClass(), e);
    }
  }

  Map<String, Object> map(String value) {
    try {
      return json.readValue(value, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A JSON column does not hold an object", e);
    }
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  static List<UUID> uuids(Array array) throws SQLException {
    return List.of((UUID[]) array.getArray());
  }
}
