package dev.memary.memory.store;

import static java.util.stream.Collectors.toMap;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.memory.corrections.CorrectionStore;
import dev.memary.memory.corrections.TooManyCorrectionsException;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.PartIds;
import dev.memary.memory.portability.Transfer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Parts that are brought into a space with one transaction. They are recorded as what a client
 * sends: the outbox tells both stages of them, and what was understood of them comes along, so that
 * nobody understands it anew.
 */
final class ImportedPortion {
  private final Handle handle;
  private final Rows rows;
  private final OutboxSignal outbox;
  private final Transfer running;
  private final UUID spaceId;
  private final String tenantId;

  ImportedPortion(Handle handle, Transfer running, Rows rows, OutboxSignal outbox) {
    this.rows = rows;
    this.outbox = outbox;
    this.handle = handle;
    this.running = running;
    this.spaceId = running.space().id();
    this.tenantId = running.space().tenantId();
  }

  Optional<Transfer> add(List<Part> parts, Duration lease) {
    sessions(of(parts, Part.Session.class));
    corrections(of(parts, Part.Correction.class));
    List<Part.Episode> episodes = of(parts, Part.Episode.class);
    Map<UUID, Part.Episode> fresh = fresh(episodes);
    if (!fresh.isEmpty()) {
      episodes(fresh);
      extractions(fresh);
      announce(fresh.keySet());
    }
    handle
        .createUpdate(
            """
            UPDATE transfer SET position = position + :parts, added = added + :added, known = known + :known,
                   attempts = 0, due_at = now() + make_interval(secs => :lease)
             WHERE transfer_id = :id
            """)
        .bind("parts", parts.size())
        .bind("added", fresh.size())
        .bind("known", episodes.size() - fresh.size())
        .bind("lease", (double) lease.toSeconds())
        .bind("id", running.id())
        .execute();
    return TransferRows.find(handle, running.id());
  }

  private void sessions(List<Part.Session> sessions) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO session (session_id, tenant_id, space_id, name, started_at)
            VALUES (:id, :tenant, :space, :name, :startedAt) ON CONFLICT (space_id, name) DO NOTHING
            """);
    sessions.forEach(session ->
        batch
            .bind("id", UuidCreator.getTimeOrderedEpoch())
            .bind("tenant", tenantId)
            .bind("space", spaceId)
            .bind("name", session.name())
            .bind("startedAt", session.startedAt())
            .add());
    execute(batch);
  }

  private void corrections(List<Part.Correction> corrections) {
    if (corrections.isEmpty()) {
      return;
    }
    Set<UUID> own =
        existing(
            "correction", "correction_id", corrections.stream().map(Part.Correction::id).toList());
    Map<UUID, UUID> episodes =
        renamed(corrections.stream().flatMap(c -> c.episodeIds().stream()).toList());
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO correction (correction_id, tenant_id, space_id, name, becomes, episode_ids, made_by, made_at,
                                    revoked_by, revoked_at)
            VALUES (:id, :tenant, :space, :name, :into, :episodes, :by, :madeAt,
                    CASE WHEN CAST(:revokedAt AS timestamptz) IS NULL THEN NULL ELSE :by END, :revokedAt)
            ON CONFLICT DO NOTHING
            """);
    corrections.stream()
        .filter(correction -> !own.contains(correction.id()))
        .forEach(correction ->
            batch
                .bind("id", PartIds.in(spaceId, correction.id()))
                .bind("tenant", tenantId)
                .bind("space", spaceId)
                .bind("name", correction.name())
                .bind("into", correction.into())
                .bind(
                    "episodes",
                    correction.episodeIds().stream()
                        .map(episodes::get)
                        .sorted()
                        .toArray(UUID[]::new))
                .bind("by", running.requestedBy())
                .bind("madeAt", correction.madeAt())
                .bind("revokedAt", correction.revokedAt())
                .add());
    if (execute(batch) > 0) {
      refuseTooMany();
      PostgresCorrectionStore.begin(handle, tenantId, spaceId);
    }
  }

  private void refuseTooMany() {
    if (PostgresCorrectionStore.countStanding(handle, spaceId) > CorrectionStore.LIMIT) {
      throw new TooManyCorrectionsException();
    }
  }

  /** Those that neither are nor were in the space, by the ids that they are to have there. */
  private Map<UUID, Part.Episode> fresh(List<Part.Episode> episodes) {
    SpaceLock.forExternalIds(handle, spaceId);
    List<UUID> candidates =
        episodes.stream().flatMap(e -> Stream.of(e.id(), PartIds.in(spaceId, e.id()))).toList();
    Set<UUID> known = existing("episode", "episode_id", candidates);
    known.addAll(existing("tombstone", "id", candidates));
    Set<String> knownExternalIds = knownExternalIds(episodes);
    Map<UUID, Part.Episode> fresh = new LinkedHashMap<>();
    for (Part.Episode episode : episodes) {
      UUID id = PartIds.in(spaceId, episode.id());
      if (!known.contains(episode.id())
          && !known.contains(id)
          && (episode.externalId() == null || knownExternalIds.add(episode.externalId()))) {
        fresh.put(id, episode);
      }
    }
    return fresh;
  }

  private Set<String> knownExternalIds(List<Part.Episode> episodes) {
    return new HashSet<>(
        handle
            .createQuery(
                "SELECT external_id FROM episode WHERE space_id = :space AND external_id = ANY(:ids)")
            .bind("space", spaceId)
            .bind(
                "ids",
                episodes.stream()
                    .map(Part.Episode::externalId)
                    .filter(Objects::nonNull)
                    .toArray(String[]::new))
            .mapTo(String.class)
            .list());
  }

  private void episodes(Map<UUID, Part.Episode> fresh) {
    Map<String, Numbering> sessions = numberings(fresh.values());
    Map<UUID, UUID> recalled =
        renamed(fresh.values().stream().flatMap(e -> e.recalledIds().stream()).toList());
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO episode (episode_id, tenant_id, space_id, session_id, sequence, role, speaker, text,
                                 occurred_at, recorded_at, external_id, metadata, recalled_ids, infer, version, outcome)
            VALUES (:id, :tenant, :space, :session, :sequence, :role, :speaker, :text,
                    :occurredAt, :recordedAt, :externalId, CAST(:metadata AS jsonb), :recalled, :infer, :version, :outcome)
            """);
    fresh.forEach((id, episode) -> {
      Numbering session = Objects.requireNonNull(sessions.get(episode.session()));
      batch
          .bind("id", id)
          .bind("tenant", tenantId)
          .bind("space", spaceId)
          .bind("session", session.sessionId)
          .bind("sequence", session.take(episode.sequence()))
          .bind("role", episode.role().wireName())
          .bind("speaker", episode.speaker())
          .bind("text", episode.text())
          .bind("occurredAt", episode.occurredAt())
          .bind("recordedAt", episode.recordedAt())
          .bind("externalId", episode.externalId())
          .bind("metadata", rows.write(episode.metadata()))
          .bind("recalled", episode.recalledIds().stream().map(recalled::get).toArray(UUID[]::new))
          .bind("infer", episode.infer())
          .bind("version", episode.version())
          .bind("outcome", episode.infer() ? "pending" : "skipped")
          .add();
    });
    batch.execute();
    sessions.values().forEach(this::keep);
  }

  /** Locks the sessions, making those that are missing, in one order for all writers. */
  private Map<String, Numbering> numberings(Collection<Part.Episode> episodes) {
    Map<String, Numbering> numberings = new LinkedHashMap<>();
    SortedSet<String> names = new TreeSet<>();
    episodes.forEach(episode -> names.add(episode.session()));
    for (String name : names) {
      numberings.put(
          name,
          handle
              .createQuery(
                  """
                  INSERT INTO session (session_id, tenant_id, space_id, name)
                  VALUES (:id, :tenant, :space, :name)
                  ON CONFLICT (space_id, name) DO UPDATE SET next_sequence = session.next_sequence
                  RETURNING session_id, next_sequence
                  """)
              .bind("id", UuidCreator.getTimeOrderedEpoch())
              .bind("tenant", tenantId)
              .bind("space", spaceId)
              .bind("name", name)
              .map((row, context) ->
                  new Numbering(Rows.uuid(row, "session_id"), row.getLong("next_sequence")))
              .one());
    }
    return numberings;
  }

  private void keep(Numbering session) {
    handle
        .createUpdate("UPDATE session SET next_sequence = :next WHERE session_id = :id")
        .bind("next", session.next)
        .bind("id", session.sessionId)
        .execute();
  }

  private void extractions(Map<UUID, Part.Episode> fresh) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO extraction (episode_id, generation, tenant_id, space_id, extractor, body)
            VALUES (:id, 1, :tenant, :space, :extractor, CAST(:body AS jsonb))
            """);
    fresh.forEach((id, episode) -> {
      Part.Understood understood = episode.understood();
      if (understood != null) {
        batch
            .bind("id", id)
            .bind("tenant", tenantId)
            .bind("space", spaceId)
            .bind("extractor", understood.extractor())
            .bind("body", understood.body())
            .add();
      }
    });
    execute(batch);
  }

  private void announce(Collection<UUID> episodeIds) {
    List<EpisodeRecorded> events =
        handle
            .createQuery(
                "SELECT <columns> FROM episode WHERE episode_id = ANY(:ids) ORDER BY episode_id")
            .define("columns", Rows.RECORDED)
            .bind("ids", episodeIds.toArray(UUID[]::new))
            .map((row, context) -> Rows.recorded(row))
            .list();
    Outbox.write(
        handle,
        events.stream()
            .map(e ->
                new Outbox.Entry(e.tenantId(), e.spaceId(), Topics.EPISODE_RECORDED, rows.write(e)))
            .toList(),
        null);
    handle.afterCommit(outbox::wake);
  }

  /** What ids of episodes in the file are here: the same if the file was taken from here. */
  private Map<UUID, UUID> renamed(List<UUID> sourceIds) {
    Set<UUID> own = existing("episode", "episode_id", sourceIds);
    return sourceIds.stream()
        .distinct()
        .collect(toMap(id -> id, id -> own.contains(id) ? id : PartIds.in(spaceId, id)));
  }

  private Set<UUID> existing(String table, String column, List<UUID> ids) {
    return ids.isEmpty()
        ? new HashSet<>()
        : new HashSet<>(
            handle
                .createQuery(
                    "SELECT <column> FROM <table> WHERE space_id = :space AND <column> = ANY(:ids)")
                .define("column", column)
                .define("table", table)
                .bind("space", spaceId)
                .bind("ids", ids.toArray(UUID[]::new))
                .mapTo(UUID.class)
                .list());
  }

  private static int execute(PreparedBatch batch) {
    return batch.size() == 0 ? 0 : Arrays.stream(batch.execute()).sum();
  }

  private static <T extends Part> List<T> of(List<Part> parts, Class<T> kind) {
    return parts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The numbers of a session: those of the file, unless they are taken. */
  private static final class Numbering {
    private final UUID sessionId;
    private long next;

    Numbering(UUID sessionId, long next) {
      this.sessionId = sessionId;
      this.next = next;
    }

    long take(long wanted) {
      long taken = Math.max(next, wanted);
      next = taken + 1;
      return taken;
    }
  }
}
