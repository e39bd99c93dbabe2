package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.ingestion.EventStatus;
import dev.memary.memory.ingestion.IngestionStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Progress of what was accepted. */
@Path("/v1/events")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class EventsResource {
  private final Access access;
  private final IngestionStore ingestion;

  public EventsResource(Access access, IngestionStore ingestion) {
    this.access = access;
    this.ingestion = ingestion;
  }

  /** pending, done or failed, and for every memory why. */
  public record EventView(
      UUID eventId, String space, String status, List<MemoryProgress> memories) {}

  /** Progress of one memory. {@code status} is pending, integrated, rejected, failed or skipped. */
  public record MemoryProgress(
      UUID id, boolean searchable, String status, @Nullable String reason) {}

  @GET
  @Path("/{id}")
  public EventView get(@PathParam("id") UUID id) {
    EventStatus event =
        ingestion
            .event(access.tenant(), id)
            .filter(e -> access.may(Permission.READ, e.spaceName()))
            .orElseThrow(() ->
                ProblemException.notFound(
                    "There is no such event, or the credential does not grant it."));
    return new EventView(
        event.eventId(),
        event.spaceName(),
        event.status(),
        event.episodes().stream()
            .map(e -> new MemoryProgress(e.id(), e.searchable(), e.outcome(), e.reason()))
            .toList());
  }
}
