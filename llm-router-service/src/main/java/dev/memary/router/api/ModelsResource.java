package dev.memary.router.api;

import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Services;
import dev.memary.router.chat.ChatTargetConfig;
import dev.memary.router.embeddings.Embedder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;

/** What can be asked for. */
@Path("/v1/models")
@CallableBy({Services.GATEWAY, Services.AGENT})
public class ModelsResource {
  private final ChatTargetConfig target;
  private final Embedder embedder;

  public ModelsResource(ChatTargetConfig target, Embedder embedder) {
    this.target = target;
    this.embedder = embedder;
  }

  /** OpenAI's list of models. */
  public record Models(String object, List<Model> data) {}

  /** One model or alias. */
  public record Model(String id, String object, long created, String ownedBy) {}

  @GET
  public Models list() {
    List<Model> models = new ArrayList<>();
    if (target.url().isPresent()) {
      models.add(model("chat"));
      models.add(model(target.model()));
    }
    models.add(model("embed"));
    models.add(model(embedder.model()));
    return new Models("list", models);
  }

  private static Model model(String id) {
    return new Model(id, "model", 0, "memary");
  }
}
