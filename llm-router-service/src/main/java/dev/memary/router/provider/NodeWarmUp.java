package dev.memary.router.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.provider.ProviderHttp.Answer;
import dev.memary.router.provider.RouterConfig.Provider;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Gets a node ready: its models are downloaded where that is wanted, and loaded with the options
 * that requests will come with, so that no user waits for it.
 */
final class NodeWarmUp {
  private static final Logger LOG = Logger.getLogger(NodeWarmUp.class);
  private static final Duration LOAD_PATIENCE = Duration.ofMinutes(15);
  private static final Duration PULL_PATIENCE = Duration.ofHours(2);

  private final ProviderHttp http;
  private final ObjectMapper json;

  NodeWarmUp(ProviderHttp http, ObjectMapper json) {
    this.http = http;
    this.json = json;
  }

  /** A model, and the context length that requests ask it with. */
  record Wanted(String model, int contextTokens) {}

  /**
   * Ends when every model is loaded or known not to be; fails when the node cannot be reached.
   * Models that cannot be loaded are told to the operator, and asked for as others are.
   */
  Uni<Void> warm(String node, Provider provider, List<Wanted> wanted) {
    return http.get(URI.create(node + "/api/tags"))
        .chain(answer -> answer.modelNames(json))
        .chain(there ->
            Multi.createFrom()
                .iterable(wanted)
                .onItem()
                .transformToUniAndConcatenate(model -> warm(node, provider, model, there))
                .collect()
                .last())
        .replaceWithVoid();
  }

  private Uni<Boolean> warm(String node, Provider provider, Wanted wanted, Set<String> there) {
    boolean missing = !there.contains(wanted.model());
    if (missing && !provider.pull()) {
      LOG.warnf(
          "Ollama node %s does not have %s: run 'ollama pull %s' there, or set pull=true",
          node, wanted.model(), wanted.model());
      return Uni.createFrom().item(false);
    }
    Uni<Boolean> has = missing ? pull(node, wanted.model()) : Uni.createFrom().item(true);
    return has.chain(ok -> ok ? load(node, provider, wanted) : Uni.createFrom().item(false));
  }

  /** Failures come as a line of the stream, under 200. */
  private Uni<Boolean> pull(String node, String model) {
    LOG.infof("Ollama node %s downloads %s; it takes requests when it is done", node, model);
    ObjectNode body = json.createObjectNode().put("model", model).put("stream", true);
    return http.post(URI.create(node + "/api/pull"), Map.of(), ProviderHttp.bytes(json, body))
        .onItem()
        .transformToMulti(Answer::lines)
        .filter(line -> line.length() > 1)
        .map(line -> status(line, node, model))
        .collect()
        .last()
        .map("success"::equals)
        .ifNoItem()
        .after(PULL_PATIENCE)
        .recoverWithItem(false)
        .onFailure()
        .recoverWithItem(false)
        .invoke(ok -> told(ok, node, model, "downloaded"));
  }

  private String status(Buffer line, String node, String model) {
    JsonNode progress = ProviderHttp.read(json, line);
    LOG.debugf(
        "Ollama node %s, %s: %d of %d bytes",
        node, model, progress.path("completed").asLong(), progress.path("total").asLong());
    return progress.path("status").asText("");
  }

  /** No messages: the model is loaded and nothing is asked. */
  private Uni<Boolean> load(String node, Provider provider, Wanted wanted) {
    ObjectNode body = json.createObjectNode().put("model", wanted.model()).put("stream", false);
    body.put("keep_alive", provider.keepAlive());
    body.putArray("messages");
    body.putObject("options").put("num_ctx", wanted.contextTokens());
    return http.post(URI.create(node + "/api/chat"), Map.of(), ProviderHttp.bytes(json, body))
        .chain(answer -> answer.whole().map(_ -> answer.status() == 200))
        .ifNoItem()
        .after(LOAD_PATIENCE)
        .recoverWithItem(false)
        .onFailure()
        .recoverWithItem(false)
        .invoke(ok -> told(ok, node, wanted.model(), "loaded"));
  }

  private static void told(boolean ok, String node, String model, String what) {
    if (ok) {
      LOG.infof("Ollama node %s has %s %s", node, what, model);
    } else {
      LOG.warnf(
          "Ollama node %s has not %s %s; see its log. Requests for it are tried all the same",
          node, what, model);
    }
  }
}
