package dev.memary.router.provider;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.router.pool.Pool;
import dev.memary.router.provider.NodeWarmUp.Wanted;
import dev.memary.router.provider.RouterConfig.Kind;
import dev.memary.router.provider.RouterConfig.Provider;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final NodeWarmUp warmUp;
  private final NodeProbe probe;
  private final Map<String, State> known = new HashMap<>();
  private final Set<String> silent = new HashSet<>();

  private enum State {
    COLD,
    WARMING,
    READY
  }

  NodeWatch(RouterConfig config, ProviderHttp http, ObjectMapper json, Pool pool) {
    this.config = config;
    this.http = http;
    this.json = json;
    this.pool = pool;
    this.warmUp = new NodeWarmUp(http, json);
    this.probe = new NodeProbe(http, json, pool);
  }

  void start(@Observes StartupEvent event) {
    look();
  }

  @Scheduled(
      every = "${memary.routing.watch-every:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void look() {
    Set<String> found = new HashSet<>();
    config
        .providers()
        .forEach((name, provider) -> {
          if (provider.kind() == Kind.OLLAMA) {
            for (String node : addresses(provider)) {
              found.add(node);
              join(node, provider);
              ask(node);
              care(node, name, provider);
            }
          }
        });
    leaveAllBut(found);
  }

  private synchronized void join(String node, Provider provider) {
    boolean ready = provider.preload().isEmpty();
    if (known.putIfAbsent(node, ready ? State.READY : State.COLD) == null) {
      pool.join(node, provider.nodeMemory(), provider.nodeModels(), ready);
      LOG.infof("Ollama node %s is there", node);
    }
  }

  private synchronized void leaveAllBut(Set<String> found) {
    for (String node : Set.copyOf(known.keySet())) {
      if (!found.contains(node)) {
        known.remove(node);
        pool.leave(node);
        LOG.infof("Ollama node %s is no longer listed; it finishes what it has", node);
      }
    }
  }

  private synchronized void care(String node, String providerName, Provider provider) {
    if (known.get(node) == State.READY) {
      probe.look(node, provider);
    } else if (known.replace(node, State.COLD, State.WARMING)) {
      warmUp
          .warm(node, provider, wanted(providerName, provider))
          .subscribe()
          .with(_ -> warm(node), _ -> stillCold(node));
    }
  }

  private List<Wanted> wanted(String providerName, Provider provider) {
    return provider.preload().orElse(List.of()).stream()
        .map(model -> new Wanted(model, contextOf(providerName + "/" + model)))
        .toList();
  }

  private int contextOf(String target) {
    return Providers.contextOnNodes(requireNonNull(config.models().get(target)));
  }

  private synchronized void warm(String node) {
    if (known.replace(node, State.WARMING, State.READY)) {
      pool.ready(node);
      LOG.infof("Ollama node %s is warm and takes requests", node);
    }
  }

  /** It could not be reached; the next look tries again. */
  private synchronized void stillCold(String node) {
    known.replace(node, State.WARMING, State.COLD);
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
      return knownNodes();
    }
  }

  private synchronized Set<String> knownNodes() {
    return Set.copyOf(known.keySet());
  }

  private void ask(String node) {
    http.get(URI.create(node + "/api/ps"))
        .onItem()
        .transformToUni(answer -> answer.modelNames(json))
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .subscribe()
        .with(models -> answered(node, models), failure -> failed(node));
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
