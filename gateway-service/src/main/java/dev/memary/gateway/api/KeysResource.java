package dev.memary.gateway.api;

import dev.memary.gateway.keys.ApiKey;
import dev.memary.gateway.keys.ApiKeys;
import dev.memary.gateway.keys.ApiKeys.Created;
import dev.memary.gateway.keys.ApiKeys.Grant;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.kit.identity.SpaceGrant;
import dev.memary.kit.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** API keys of the caller's tenant. */
@Path("/v1/admin/keys")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class KeysResource {
  private static final Logger LOG = Logger.getLogger(KeysResource.class);

  private final ApiKeys keys;
  private final CurrentCaller current;
  private final Door door;

  public KeysResource(ApiKeys keys, CurrentCaller current, Door door) {
    this.keys = keys;
    this.current = current;
    this.door = door;
  }

  /**
   * What the key is to grant.
   *
   * @param tenant another tenant than the caller's own; needs the permission platform
   * @param spaces names, or prefixes followed by one star
   * @param permissions read, write, chat, admin
   */
  public record NewKey(
      @NotBlank(message = "must not be blank")
          @Size(max = 200, message = "must have at most 200 characters")
          String name,
      @Nullable
          @Pattern(
              regexp = "[a-zA-Z0-9_-]{1,64}",
              message = "must be 1 to 64 letters, digits, _ or -")
          String tenant,
      @NotEmpty(message = "must hold at least one name or prefix")
          @Size(max = 100, message = "must hold at most 100")
          List<String> spaces,
      @NotEmpty(message = "must hold at least one of read, write, chat, admin")
          List<String> permissions,
      @Nullable @Future(message = "must be in the future") Instant expiresAt) {}

  /** A key; {@code key}, the secret, is shown once, when it is created. */
  public record KeyView(
      UUID id,
      String tenant,
      String name,
      List<String> spaces,
      List<String> permissions,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable String key) {
    static KeyView of(ApiKey k, @Nullable String secret) {
      return new KeyView(
          k.id(),
          k.tenantId(),
          k.name(),
          k.grants().stream().map(SpaceGrant::pattern).toList(),
          k.permissions().stream().map(Permission::wireName).sorted().toList(),
          k.createdAt(),
          k.expiresAt(),
          k.revokedAt(),
          secret);
    }
  }

  /** The keys, oldest first. */
  public record KeysView(List<KeyView> keys) {}

  @GET
  public KeysView list() {
    return new KeysView(
        keys.list(current.get().tenantId()).stream().map(k -> KeyView.of(k, null)).toList());
  }

  @POST
  public Response create(@NotNull(message = "is needed") @Valid NewKey request) {
    Caller caller = current.get();
    String tenant = request.tenant() == null ? caller.tenantId() : request.tenant();
    Set<Permission> permissions = permissions(request.permissions());
    List<SpaceGrant> spaces = grants(request.spaces());
    requireOwn(caller, tenant, spaces, permissions);
    Created created =
        keys.create(
            new Grant(
                tenant,
                request.name(),
                grants(request.spaces()),
                permissions,
                request.expiresAt()));
    LOG.infof(
        "Key %s of tenant %s was created by %s", created.key().id(), tenant, caller.subject());
    return Response.status(201).entity(KeyView.of(created.key(), created.secret())).build();
  }

  @DELETE
  @Path("/{id}")
  public void revoke(@PathParam("id") UUID id) {
    Caller caller = current.get();
    if (!keys.revoke(caller.tenantId(), id)) {
      throw ProblemException.notFound("There is no such key that is not yet revoked.");
    }
    door.forget(id);
    LOG.infof("Key %s of tenant %s was revoked by %s", id, caller.tenantId(), caller.subject());
  }

  /** Nobody hands on what he has not: only the permission platform stands above that. */
  private static void requireOwn(
      Caller caller, String tenant, List<SpaceGrant> spaces, Set<Permission> permissions) {
    if (caller.permissions().contains(Permission.PLATFORM)) {
      return;
    }
    boolean own =
        tenant.equals(caller.tenantId())
            && caller.permissions().containsAll(permissions)
            && spaces.stream()
                .allMatch(space -> caller.grants().stream().anyMatch(g -> g.covers(space)));
    if (!own) {
      throw ProblemException.forbidden(
          "A key hands on only tenant, spaces and permissions that it has itself.");
    }
  }

  private static Set<Permission> permissions(List<String> names) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (int i = 0; i < names.size(); i++) {
      try {
        permissions.add(Permission.of(String.valueOf(names.get(i))));
      } catch (IllegalArgumentException e) {
        throw ProblemException.invalidField(
            "permissions[" + i + "]", "must be read, write, chat or admin");
      }
    }
    return permissions;
  }

  private static List<SpaceGrant> grants(List<String> patterns) {
    List<SpaceGrant> grants = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      try {
        grants.add(new SpaceGrant(String.valueOf(patterns.get(i))));
      } catch (IllegalArgumentException e) {
        throw ProblemException.invalidField("spaces[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    return grants;
  }
}
