package dev.memary.memory.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import dev.memary.memory.context.ContextBlock;
import dev.memary.memory.context.ContextService;
import dev.memary.memory.recall.RecallQuery;
import dev.memary.memory.recall.RecallQuery.Filters;
import dev.memary.memory.recall.RecallQuery.Kind;
import dev.memary.memory.spaces.Space;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recall as one block for a model, within a token budget. */
@Path("/v1/context")
@CallableBy({Services.GATEWAY, Services.AGENT})
@RunOnVirtualThread
public class ContextResource {
  private static final int DEFAULT_BUDGET = 2_000;
  private static final int TOP_K = 20;

  private final Access access;
  private final ContextService context;

  public ContextResource(Access access, ContextService context) {
    this.access = access;
    this.context = context;
  }

  /** What a model is to be given for this query. */
  public record ContextRequest(
      @NotBlank(message = "must not be blank")
          @Size(max = 4000, message = RecallResource.QUERY_SIZE)
          String query,
      @Nullable String userId,
      @Nullable String agentId,
      @Nullable String teamId,
      @Nullable @Size(max = 50, message = "must hold at most 50 names") List<String> spaces,
      @Nullable @Pattern(regexp = MemoriesResource.NAME, message = MemoriesResource.NAME_EXPECTED)
          String sessionId,
      @Nullable
          @Min(value = 200, message = "must be 200 to 32000 tokens")
          @Max(value = 32_000, message = "must be 200 to 32000 tokens")
          Integer tokenBudget,
      @Nullable Instant asOf,
      @Nullable @Size(max = 1000, message = "must hold at most 1000 ids")
          List<@NotNull(message = "must be a UUID") UUID> excludeIds) {}

  /** The block as text and as parts. */
  public record ContextResponse(
      String text,
      int tokens,
      int tokenBudget,
      List<PartView> parts,
      boolean degraded,
      List<String> degradedReasons) {}

  /** One part of the block and where it came from. */
  public record PartView(
      String kind,
      String text,
      int tokens,
      String madeBy,
      List<UUID> memoryIds,
      List<RecallResource.ResultView> evidence) {
    static PartView of(ContextBlock.Part p) {
      return new PartView(
          p.kind().name().toLowerCase(Locale.ROOT),
          p.text(),
          p.tokens(),
          p.madeBy(),
          p.memoryIds(),
          p.evidence().stream().map(RecallResource.ResultView::of).toList());
    }
  }

  @POST
  public ContextResponse context(@NotNull(message = "is needed") @Valid ContextRequest request) {
    List<Space> spaces =
        access.spaces(
            Permission.READ,
            SpaceRef.many(request.userId(), request.agentId(), request.teamId(), request.spaces()));
    int budget = request.tokenBudget() == null ? DEFAULT_BUDGET : request.tokenBudget();
    RecallQuery query =
        new RecallQuery(
            access.tenant(),
            spaces,
            request.query(),
            TOP_K,
            EnumSet.of(Kind.EPISODE, Kind.FACT),
            request.asOf(),
            null,
            Filters.NONE,
            RecallResource.excluded(request.excludeIds()),
            null,
            false);
    ContextBlock block = context.build(query, request.sessionId(), budget);
    return new ContextResponse(
        block.text(),
        block.tokens(),
        budget,
        block.parts().stream().map(PartView::of).toList(),
        !block.degraded().isEmpty(),
        block.degraded());
  }
}
