package dev.memary.router.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.pool.Lease;
import dev.memary.router.pool.Outcome;
import dev.memary.router.pool.Pool;
import dev.memary.router.provider.ProviderHttp.Answer;
import dev.memary.router.provider.RouterConfig.Provider;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Has a quiet node make one token. A node can list its models and yet never answer (a scheduler
 * that hangs, a GPU that is gone); requests tell, and where there are none this does.
 */
final class NodeProbe {
  private static final Logger LOG = Logger.getLogger(NodeProbe.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ProviderHttp http;
  private final ObjectMapper json;
  private final Pool pool;

  NodeProbe(ProviderHttp http, ObjectMapper json, Pool pool) {
    this.http = http;
    this.json = json;
    this.pool = pool;
  }

  /** Probes the node if it has been quiet for so long. */
  void look(String node, Provider provider) {
    pool.probe(node, provider.probeAfter()).ifPresent(lease -> probe(lease, provider.keepAlive()));
  }

  private void probe(Lease lease, String keepAlive) {
    http.post(URI.create(lease.node() + "/api/chat"), Map.of(), request(lease, keepAlive))
        .chain(NodeProbe::outcome)
        .ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(Outcome.BROKEN)
        .subscribe()
        .with(outcome -> ended(lease, outcome), _ -> ended(lease, Outcome.BROKEN));
  }

  private static Uni<Outcome> outcome(Answer answer) {
    return answer
        .whole()
        .map(_ ->
            switch (answer.status()) {
              case 200 -> Outcome.PROBED;
              case 503 -> Outcome.BUSY;
              case 404 -> Outcome.MISSING;
              default -> Outcome.BROKEN;
            });
  }

  private void ended(Lease lease, Outcome outcome) {
    if (outcome == Outcome.BROKEN) {
      LOG.warnf(
          "Ollama node %s does not make a token with %s, though it was idle; see its log",
          lease.node(), lease.model().name());
      lease.end(outcome, "probe");
    } else {
      lease.end(outcome);
    }
  }

  private byte[] request(Lease lease, String keepAlive) {
    ObjectNode body = json.createObjectNode().put("model", lease.model().name());
    body.put("stream", false).put("keep_alive", keepAlive);
    body.putArray("messages").addObject().put("role", "user").put("content", "Hi");
    body.putObject("options").put("num_predict", 1).put("num_ctx", lease.model().contextTokens());
    return ProviderHttp.bytes(json, body);
  }
}
