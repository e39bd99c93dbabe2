package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.rebuild.Rebuild;
import dev.memary.memory.rebuild.Rebuild.Scope;
import dev.memary.memory.rebuild.RebuildRunningException;
import dev.memary.memory.rebuild.RebuildStore;
import dev.memary.memory.spaces.Space;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Rebuilds of the graph from what is stored. Recall goes on meanwhile. */
@Path("/v1/admin")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class RebuildsResource {
  private static final Logger LOG = Logger.getLogger(RebuildsResource.class);
  private static final String EVERYTHING = "*";
  private static final int LIMIT = 100;

  private final Access access;
  private final RebuildStore rebuilds;

  public RebuildsResource(Access access, RebuildStore rebuilds) {
    this.access = access;
    this.rebuilds = rebuilds;
  }

  /**
   * How much is to be rebuilt.
   *
   * @param scope space, tenant (all spaces of the caller's tenant) or all (of every tenant; needs
   *     the permission platform)
   * @param space the space of the scope space
   */
  public record NewRebuild(
      @NotNull(message = "must be space, tenant or all")
          @Pattern(regexp = "space|tenant|all", message = "must be space, tenant or all")
          String scope,
      @Nullable String space) {}

  /**
   * How far a rebuild is. Counts are episodes: how many there are, how many were given to indexing
   * and understanding again, how many are not yet both searchable and understood again.
   */
  public record RebuildView(
      UUID id,
      String scope,
      @Nullable String space,
      String status,
      long episodes,
      long replayed,
      long remaining,
      Instant startedAt,
      @Nullable Instant finishedAt) {
    static RebuildView of(Rebuild r) {
      return new RebuildView(
          r.id(),
          r.scope().name().toLowerCase(Locale.ROOT),
          r.spaceName(),
          r.state().name().toLowerCase(Locale.ROOT),
          r.episodes(),
          r.replayed(),
          r.remaining(),
          r.startedAt(),
          r.finishedAt());
    }
  }

  /** The latest rebuilds, newest first. */
  public record RebuildsView(List<RebuildView> rebuilds) {}

  @POST
  @Path("/rebuild")
  public Response start(@NotNull(message = "is needed") @Valid NewRebuild request) {
    Caller caller = access.admin();
    Scope scope = Scope.valueOf(request.scope().toUpperCase(Locale.ROOT));
    Space space = spaceOf(caller, scope, request.space());
    try {
      Rebuild rebuild = rebuilds.start(caller.tenantId(), scope, space, caller.subject());
      LOG.infof(
          "Rebuild %s of %s begins: %d episodes",
          rebuild.id(), request.scope(), rebuild.episodes());
      return Response.accepted(RebuildView.of(rebuild)).build();
    } catch (RebuildRunningException e) {
      throw ProblemException.conflict(
          "A rebuild runs already; GET /v1/admin/rebuilds shows it, DELETE stops it.");
    }
  }

  @GET
  @Path("/rebuilds")
  public RebuildsView list() {
    return new RebuildsView(
        rebuilds.list(access.admin().tenantId(), LIMIT).stream().map(RebuildView::of).toList());
  }

  @GET
  @Path("/rebuilds/{id}")
  public RebuildView get(@PathParam("id") UUID id) {
    return rebuilds
        .find(access.admin().tenantId(), id)
        .map(RebuildView::of)
        .orElseThrow(() -> ProblemException.notFound("There is no such rebuild."));
  }

  /** What was emptied already is filled again by itself within some minutes. */
  @DELETE
  @Path("/rebuilds/{id}")
  public void cancel(@PathParam("id") UUID id) {
    if (!rebuilds.cancel(access.admin().tenantId(), id)) {
      throw ProblemException.notFound("There is no such rebuild that runs.");
    }
  }

  private @Nullable Space spaceOf(Caller caller, Scope scope, @Nullable String name) {
    switch (scope) {
      case SPACE -> {
        if (name == null) {
          throw ProblemException.invalidField("space", "is needed for the scope space");
        }
        return access.space(Permission.ADMIN, name);
      }
      case TENANT -> {
        if (caller.grants().stream().noneMatch(g -> g.pattern().equals(EVERYTHING))) {
          throw ProblemException.forbidden("The credential does not grant every space.");
        }
      }
      case ALL -> {
        if (!caller.permissions().contains(Permission.PLATFORM)) {
          throw ProblemException.forbidden("The credential lacks the permission 'platform'.");
        }
      }
    }
    return null;
  }
}
