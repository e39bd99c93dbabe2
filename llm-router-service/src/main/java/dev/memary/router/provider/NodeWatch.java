package dev.memary.router.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.router.pool.Pool;
import dev.memary.router.provider.ProviderHttp.Answer;
import dev.memary.router.provider.RouterConfig.Kind;
import dev.memary.router.provider.RouterConfig.Provider;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Finds the Ollama nodes, from the list and by name, and asks them which models they hold. Nodes
 * may come and go; one that cannot be reached is left alone until it can.
 */
@ApplicationScoped
public class NodeWatch {
  private static final Logger LOG = Logger.getLogger(NodeWatch.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RouterConfig config;
  private final ProviderHttp http;
  private final ObjectMapper json;
  private final Pool pool;
  private final Set<String> known = new HashSet<>();
  private final Set<String> silent = new HashSet<>();

  NodeWatch(RouterConfig config, ProviderHttp http, ObjectMapper json, Pool pool) {
    this.config = config;
    this.http = http;
    this.json = json;
    this.pool = pool;
  }

  void start(@Observes StartupEvent event) {
    discover();
  }

  @Scheduled(
      every = "${memary.routing.watch-every:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void look() {
    discover().forEach(this::ask);
  }

  /** Returns the nodes that there are now. */
  private synchronized Set<String> discover() {
    Set<String> found = new LinkedHashSet<>();
    for (Provider provider : config.providers().values()) {
      if (provider.kind() == Kind.OLLAMA) {
        for (String node : addresses(provider)) {
          found.add(node);
          if (known.add(node)) {
            pool.join(node, provider.nodeMemory(), provider.nodeModels());
            LOG.infof("Ollama node %s is there", node);
          }
        }
      }
    }
    for (String node : Set.copyOf(known)) {
      if (!found.contains(node)) {
        known.remove(node);
        pool.leave(node);
        LOG.infof("Ollama node %s is no longer listed; it finishes what it has", node);
      }
    }
    return found;
  }

  private Set<String> addresses(Provider provider) {
    Set<String> addresses = new LinkedHashSet<>();
    provider
        .nodes()
        .ifPresent(nodes -> nodes.forEach(n -> addresses.add(n.toString().replaceAll("/+$", ""))));
    provider.dns().ifPresent(name -> addresses.addAll(resolve(name)));
    return addresses;
  }

  /** While the name cannot be resolved the nodes that are known stay. */
  private Set<String> resolve(String name) {
    String host = name.replaceAll(":\\d+$", "");
    String port = name.length() > host.length() ? name.substring(host.length()) : ":11434";
    try {
      Set<String> found = new LinkedHashSet<>();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        String literal = address.getHostAddress();
        found.add("http://" + (literal.contains(":") ? "[" + literal + "]" : literal) + port);
      }
      return found;
    } catch (UnknownHostException e) {
      LOG.debugf("The nodes' name %s cannot be resolved now", host);
      return Set.copyOf(known);
    }
  }

  private void ask(String node) {
    http.get(URI.create(node + "/api/ps"))
        .onItem()
        .transformToUni(this::models)
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .subscribe()
        .with(models -> answered(node, models), failure -> failed(node));
  }

  private Uni<Set<String>> models(Answer answer) {
    return answer
        .whole()
        .map(body -> {
          try {
            JsonNode models = json.readTree(body.getBytes()).path("models");
            Set<String> names = new HashSet<>();
            StreamSupport.stream(models.spliterator(), false)
                .forEach(model -> names.addAll(spellings(model.path("name").asText())));
            return names;
          } catch (IOException e) {
            throw new IllegalStateException("/api/ps is not JSON", e);
          }
        });
  }

  /** A model without a tag is Ollama's {@code latest}. */
  private static Set<String> spellings(String name) {
    return new HashSet<>(List.of(name, name.replaceAll(":latest$", "")));
  }

  private synchronized void answered(String node, Set<String> models) {
    pool.observe(node, models);
    if (silent.remove(node)) {
      LOG.infof("Ollama node %s answers again", node);
      pool.probed(node, true);
    }
  }

  private synchronized void failed(String node) {
    pool.probed(node, false);
    if (silent.add(node)) {
      LOG.warnf(
          "Ollama node %s does not answer; requests go elsewhere until it does. Is it up, and is"
              + " its address in memary.routing.providers right?",
          node);
    }
  }
}
