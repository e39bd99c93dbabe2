package dev.memary.gateway.api;

import dev.memary.gateway.keys.ApiKey;
import dev.memary.gateway.keys.ApiKeyStore.Position;
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
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * API keys of the caller's tenant; with the permission platform, those of any tenant that {@code
 * tenant} names.
 */
@Path("/v1/admin/keys")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class KeysResource {
  static final String TENANT = "[a-zA-Z0-9_-]{1,64}";
  static final String TENANT_EXPECTED = "must be 1 to 64 letters, digits, _ or -";

  private static final Logger LOG = Logger.getLogger(KeysResource.class);
  private static final String NO_NUL = "[^\\x00]*";
  private static final String PATTERN = "[^\\x00]{1,300}";
  private static final String PATTERN_EXPECTED = "must have 1 to 300 characters, none of them NUL";
  private static final int LONGEST_GRACE = 604_800;
  private static final String GRACE_EXPECTED = "must be 0 to 604800";

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
          @Pattern(regexp = NO_NUL, message = "must not hold NUL")
          String name,
      @Nullable @Pattern(regexp = TENANT, message = TENANT_EXPECTED) String tenant,
      @NotEmpty(message = "must hold at least one name or prefix")
          @Size(max = 100, message = "must hold at most 100")
          List<
                  @NotNull(message = "must be a name or prefix")
                  @Pattern(regexp = PATTERN, message = PATTERN_EXPECTED) String>
              spaces,
      @NotEmpty(message = "must hold at least one of read, write, chat, admin")
          @Size(max = 10, message = "must hold at most 10")
          List<String> permissions,
      @Nullable @Future(message = "must be in the future") Instant expiresAt) {}

  /**
   * How a key is rotated.
   *
   * @param graceSeconds how long the old key goes on working; an hour when it is left out
   */
  public record Rotation(
      @Nullable
          @Min(value = 0, message = GRACE_EXPECTED)
          @Max(value = LONGEST_GRACE, message = GRACE_EXPECTED)
          Integer graceSeconds) {
    Duration grace() {
      return graceSeconds == null ? Duration.ofHours(1) : Duration.ofSeconds(graceSeconds);
    }
  }

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
      @Nullable UUID rotatedFrom,
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
          k.rotatedFrom(),
          secret);
    }
  }

  /** A page of the keys, oldest first. */
  public record KeysView(List<KeyView> keys, @Nullable String nextCursor) {}

  @GET
  public KeysView list(
      @QueryParam("tenant") @Nullable @Pattern(regexp = TENANT, message = TENANT_EXPECTED)
          String tenant,
      @QueryParam("limit")
          @DefaultValue("100")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    Position after = Cursor.read(cursor).map(c -> new Position(c.at(), c.id())).orElse(null);
    List<ApiKey> found = keys.list(tenantOf(current.get(), tenant), after, limit + 1);
    List<ApiKey> page = found.subList(0, Math.min(limit, found.size()));
    return new KeysView(
        page.stream().map(k -> KeyView.of(k, null)).toList(),
        found.size() > limit
            ? new Cursor(page.getLast().createdAt(), page.getLast().id()).write()
            : null);
  }

  @POST
  public Response create(@NotNull(message = "is needed") @Valid NewKey request) {
    Caller caller = current.get();
    String tenant = request.tenant() == null ? caller.tenantId() : request.tenant();
    Set<Permission> permissions = permissions(request.permissions());
    List<SpaceGrant> spaces = grants(request.spaces());
    requireOwn(caller, tenant, spaces, permissions);
    Created created =
        keys.create(new Grant(tenant, request.name(), spaces, permissions, request.expiresAt()));
    LOG.infof(
        "Key %s of tenant %s was created by %s", created.key().id(), tenant, caller.subject());
    return Response.status(201).entity(KeyView.of(created.key(), created.secret())).build();
  }

  @DELETE
  @Path("/{id}")
  public void revoke(
      @PathParam("id") UUID id,
      @QueryParam("tenant") @Nullable @Pattern(regexp = TENANT, message = TENANT_EXPECTED)
          String tenant) {
    Caller caller = current.get();
    String owner = tenantOf(caller, tenant);
    if (!keys.revoke(owner, id)) {
      throw ProblemException.notFound("There is no such key that is not yet revoked.");
    }
    door.forget(id);
    LOG.infof("Key %s of tenant %s was revoked by %s", id, owner, caller.subject());
  }

  /** A new key in the place of the old one, which goes on working while its holders change over. */
  @POST
  @Path("/{id}/rotate")
  public Response rotate(
      @PathParam("id") UUID id,
      @QueryParam("tenant") @Nullable @Pattern(regexp = TENANT, message = TENANT_EXPECTED)
          String tenant,
      @Nullable @Valid Rotation request) {
    Caller caller = current.get();
    ApiKey old = keys.find(tenantOf(caller, tenant), id).orElseThrow(KeysResource::notValid);
    requireOwn(caller, old.tenantId(), old.grants(), old.permissions());
    Rotation rotation = request == null ? new Rotation(null) : request;
    Created created = keys.rotate(old, rotation.grace()).orElseThrow(KeysResource::notValid);
    door.forget(id);
    LOG.infof(
        "Key %s of tenant %s was rotated by %s; its successor is %s",
        id, old.tenantId(), caller.subject(), created.key().id());
    return Response.status(201).entity(KeyView.of(created.key(), created.secret())).build();
  }

  private static ProblemException notValid() {
    return ProblemException.notFound("There is no such key that is still valid.");
  }

  /** The caller's own tenant, or the one that a caller above tenants names. */
  static String tenantOf(Caller caller, @Nullable String named) {
    if (named == null || named.equals(caller.tenantId())) {
      return caller.tenantId();
    }
    if (!caller.permissions().contains(Permission.PLATFORM)) {
      throw ProblemException.forbidden(
          "Another tenant than one's own can be named with the permission 'platform' only.");
    }
    return named;
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
