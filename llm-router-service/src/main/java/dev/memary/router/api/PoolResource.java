package dev.memary.router.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import dev.memary.router.pool.Pool;
import dev.memary.router.pool.PoolView;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** The local nodes, for operators: what they hold, what they do, who waits. */
@Path("/v1/pool")
@CallableBy(Services.GATEWAY)
public class PoolResource {
  private final Pool pool;

  public PoolResource(Pool pool) {
    this.pool = pool;
  }

  /**
   * Whether a node takes new requests.
   *
   * @param node its address, as {@code GET /v1/pool} shows it
   * @param cordoned true keeps new requests away; those under way end in peace
   */
  public record Cordon(
      @NotBlank(message = "must be the address of a node") String node,
      @NotNull(message = "is needed") Boolean cordoned) {}

  @GET
  public PoolView view() {
    return pool.view();
  }

  @POST
  @Path("/cordon")
  public PoolView cordon(@NotNull(message = "is needed") @Valid Cordon cordon) {
    if (!pool.cordon(cordon.node(), cordon.cordoned())) {
      throw ProblemException.notFound("There is no such node; GET /v1/pool lists them.");
    }
    return pool.view();
  }
}
