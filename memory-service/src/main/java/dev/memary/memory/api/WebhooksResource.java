package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Services;
import dev.memary.kit.identity.SpaceGrant;
import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.webhooks.Delivery;
import dev.memary.memory.webhooks.Secrets;
import dev.memary.memory.webhooks.Targets;
import dev.memary.memory.webhooks.Targets.RefusedException;
import dev.memary.memory.webhooks.Webhook;
import dev.memary.memory.webhooks.WebhookStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom the tenant wants to be told. A credential knows of those whose spaces it grants, all of
 * them.
 */
@Path("/v1/admin/webhooks")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class WebhooksResource {
  private static final String EVENT = "integrated|rejected|failed|forgotten";
  private static final String EVENT_EXPECTED = "must be integrated, rejected, failed or forgotten";

  private final Access access;
  private final WebhookStore webhooks;
  private final Targets targets;
  private final Optional<Secrets> secrets;

  public WebhooksResource(
      Access access, WebhookStore webhooks, Targets targets, Optional<Secrets> secrets) {
    this.access = access;
    this.webhooks = webhooks;
    this.targets = targets;
    this.secrets = secrets;
  }

  /**
   * A webhook to be made.
   *
   * @param events all when left out
   * @param spaces names or prefixes followed by a star; what the credential grants when left out
   */
  public record NewWebhook(
      @NotNull(message = "is needed") String url,
      @Nullable @Size(min = 1, max = 4, message = "must hold 1 to 4 events")
          List<
                  @NotNull(message = EVENT_EXPECTED)
                  @Pattern(regexp = EVENT, message = EVENT_EXPECTED) String>
              events,
      @Nullable @Size(min = 1, max = 50, message = "must hold 1 to 50 patterns")
          List<
                  @NotNull(message = "must be a name or a prefix followed by one star")
                  @Pattern(
                      regexp = "[^\\x00]{1,300}",
                      message = "must have 1 to 300 characters, none of them NUL")
                  String>
              spaces) {}

  /**
   * A webhook.
   *
   * @param status enabled, or disabled until a test is received
   * @param secret only when it was made or rotated
   */
  public record WebhookView(
      UUID id,
      URI url,
      List<String> events,
      List<String> spaces,
      String status,
      @Nullable Instant failingSince,
      @Nullable Instant rotatedAt,
      String createdBy,
      Instant createdAt,
      @Nullable String secret) {
    static WebhookView of(Webhook w, @Nullable String secret) {
      return new WebhookView(
          w.id(),
          w.url(),
          w.events(),
          w.spaces(),
          w.enabled() ? "enabled" : "disabled",
          w.failingSince(),
          w.rotatedAt(),
          w.createdBy(),
          w.createdAt(),
          secret);
    }
  }

  /** The webhooks, oldest first. */
  public record WebhooksView(List<WebhookView> webhooks) {}

  /**
   * A delivery.
   *
   * @param outcome of the last attempt: a status of HTTP, or a word for why there was none
   */
  public record DeliveryView(
      UUID id,
      String event,
      String status,
      int attempts,
      @Nullable String outcome,
      Instant createdAt,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant finishedAt) {
    static DeliveryView of(Delivery d) {
      return new DeliveryView(
          d.id(),
          d.event(),
          d.state().name().toLowerCase(Locale.ROOT),
          d.attempts(),
          d.lastOutcome(),
          d.createdAt(),
          d.state() == Delivery.State.PENDING ? d.nextAttemptAt() : null,
          d.finishedAt());
    }
  }

  /** A page of deliveries, newest first. */
  public record DeliveriesPage(List<DeliveryView> deliveries, @Nullable String nextCursor) {}

  @POST
  public Response create(@NotNull(message = "is needed") @Valid NewWebhook asked) {
    Caller caller = access.admin();
    Secrets known = known();
    List<String> spaces = spaces(caller, asked.spaces());
    URI url = url(asked.url());
    List<String> events =
        asked.events() == null ? Webhook.EVENTS : asked.events().stream().distinct().toList();
    return webhooks
        .create(caller.tenantId(), url, events, spaces, caller.subject())
        .map(made -> WebhookView.of(made, known.shown(made)))
        .map(view -> Response.status(Response.Status.CREATED).entity(view).build())
        .orElseThrow(() ->
            ProblemException.conflict(
                "The tenant has %d webhooks, which is as many as it can have."
                    .formatted(WebhookStore.LIMIT)));
  }

  @GET
  public WebhooksView list() {
    Caller caller = access.admin();
    return new WebhooksView(
        webhooks.list(caller.tenantId()).stream()
            .filter(webhook -> isGranted(caller, webhook))
            .map(webhook -> WebhookView.of(webhook, null))
            .toList());
  }

  @GET
  @Path("/{id}")
  public WebhookView get(@PathParam("id") UUID id) {
    return WebhookView.of(webhook(id), null);
  }

  @DELETE
  @Path("/{id}")
  public void delete(@PathParam("id") UUID id) {
    webhooks.delete(webhook(id));
  }

  /** Both secrets sign for a day. */
  @POST
  @Path("/{id}/rotate")
  public WebhookView rotate(@PathParam("id") UUID id) {
    Webhook webhook = webhook(id);
    Secrets known = known();
    Webhook rotated = webhooks.rotate(webhook);
    return WebhookView.of(rotated, known.shown(rotated));
  }

  /** Sends something that tells nothing; what is received enables a disabled webhook again. */
  @POST
  @Path("/{id}/test")
  public Response test(@PathParam("id") UUID id) {
    return Response.accepted(DeliveryView.of(webhooks.test(webhook(id)))).build();
  }

  @GET
  @Path("/{id}/deliveries")
  public DeliveriesPage deliveries(
      @PathParam("id") UUID id,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    UUID before = Cursors.read(cursor, 1, parts -> UUID.fromString(parts[0]));
    List<Delivery> found = webhooks.deliveries(webhook(id), before, limit + 1);
    List<Delivery> page = found.subList(0, Math.min(limit, found.size()));
    return new DeliveriesPage(
        page.stream().map(DeliveryView::of).toList(),
        found.size() > limit ? Cursors.write(page.getLast().id()) : null);
  }

  private Webhook webhook(UUID id) {
    Caller caller = access.admin();
    return webhooks
        .find(caller.tenantId(), id)
        .filter(webhook -> isGranted(caller, webhook))
        .orElseThrow(() ->
            ProblemException.notFound(
                "There is no such webhook, or the credential does not grant its spaces."));
  }

  private Secrets known() {
    return secrets.orElseThrow(() ->
        ProblemException.conflict(
            "This installation has no webhooks: its operator has not set memary.webhooks.key."));
  }

  private URI url(String asked) {
    try {
      return targets.checked(asked);
    } catch (RefusedException e) {
      throw ProblemException.invalidField("url", e.why());
    }
  }

  private static List<String> spaces(Caller caller, @Nullable List<String> asked) {
    if (asked == null) {
      return caller.grants().stream().map(SpaceGrant::pattern).toList();
    }
    for (int i = 0; i < asked.size(); i++) {
      if (!isGranted(caller, pattern("spaces[" + i + "]", asked.get(i)))) {
        throw ProblemException.forbidden("The credential does not grant every space asked for.");
      }
    }
    return asked.stream().distinct().toList();
  }

  private static SpaceGrant pattern(String field, String written) {
    try {
      return new SpaceGrant(written);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidField(field, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isGranted(Caller caller, Webhook webhook) {
    return webhook.spaces().stream().allMatch(space -> isGranted(caller, new SpaceGrant(space)));
  }

  private static boolean isGranted(Caller caller, SpaceGrant pattern) {
    return caller.grants().stream().anyMatch(grant -> grant.covers(pattern));
  }
}
