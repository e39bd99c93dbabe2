package dev.memary.router.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Services;
import dev.memary.router.routing.Catalog;
import dev.memary.router.routing.EmbeddingCatalog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.stream.Stream;

/** What can be asked for. */
@Path("/v1/models")
@CallableBy({Services.GATEWAY, Services.AGENT})
public class ModelsResource {
  private final Catalog catalog;
  private final EmbeddingCatalog embeddings;

  public ModelsResource(Catalog catalog, EmbeddingCatalog embeddings) {
    this.catalog = catalog;
    this.embeddings = embeddings;
  }

  /** OpenAI's list of models. */
  public record Models(String object, List<Model> data) {}

  /** One model or alias. */
  public record Model(String id, String object, long created, String ownedBy) {}

  @GET
  public Models list() {
    return new Models(
        "list",
        Stream.concat(catalog.names().stream(), embeddings.names().stream())
            .distinct()
            .map(id -> new Model(id, "model", 0, "memary"))
            .toList());
  }
}
