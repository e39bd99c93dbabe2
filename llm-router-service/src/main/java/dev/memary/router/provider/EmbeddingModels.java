package dev.memary.router.provider;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.router.embeddings.Prefixes;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Pool;
import dev.memary.router.provider.RouterConfig.Model;
import dev.memary.router.provider.RouterConfig.Provider;
import dev.memary.router.routing.EmbeddingCatalog;
import dev.memary.router.routing.EmbeddingRouter;
import dev.memary.router.routing.EmbeddingTarget;
import dev.memary.router.routing.EmbeddingTarget.Fixed;
import dev.memary.router.routing.EmbeddingTarget.OnNodes;
import dev.memary.router.routing.EmbeddingTarget.Place;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Makes of the configuration what embeds texts. */
@ApplicationScoped
public class EmbeddingModels {
  /** The provider whose model runs in this process. */
  private static final String IN_PROCESS = "onnx";

  /** What the platform itself embeds with: it must be there. */
  private static final String NEEDED = "embed";

  private final RouterConfig config;
  private final EmbeddingExchange exchange;
  private final OnnxEmbedder inProcess;

  EmbeddingModels(
      RouterConfig config, ProviderHttp http, ObjectMapper json, OnnxEmbedder inProcess) {
    this.config = config;
    this.exchange = new EmbeddingExchange(http, json);
    this.inProcess = inProcess;
  }

  @Produces
  @Singleton
  EmbeddingRouter router(Pool pool, @RouterClock ScheduledExecutorService clock) {
    return new EmbeddingRouter(pool, Providers.limits(config), clock);
  }

  @Produces
  @Singleton
  EmbeddingCatalog catalog() {
    Map<String, EmbeddingTarget> aliases = new LinkedHashMap<>();
    config
        .embeddings()
        .forEach((alias, name) -> {
          if (available(name)) {
            aliases.put(alias, target(name));
          } else if (alias.equals(NEEDED)) {
            throw wrong(name, "has a provider without nodes, address or key");
          }
        });
    return new EmbeddingCatalog(aliases, takesAny());
  }

  private boolean available(String name) {
    return providerOf(name).equals(IN_PROCESS) || Providers.usable(provider(name));
  }

  private Optional<Function<String, EmbeddingTarget>> takesAny() {
    return config.providers().entrySet().stream()
        .filter(p -> p.getValue().takesAnyModel() && Providers.usable(p.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .map(provider -> model -> target(provider + "/" + model));
  }

  private EmbeddingTarget target(String name) {
    String provider = providerOf(name);
    String model = name.substring(provider.length() + 1);
    if (!provider.equals(IN_PROCESS)) {
      Place place = place(name, model);
      boolean cloud = place instanceof Fixed && provider(name).cloud();
      return new EmbeddingTarget(provider, model, place, cloud, prefixes(name));
    }
    if (!model.equals(OnnxEmbedder.MODEL)) {
      throw wrong(name, "must be " + IN_PROCESS + "/" + OnnxEmbedder.MODEL);
    }
    return new EmbeddingTarget(provider, model, new Fixed(inProcess), false, OnnxEmbedder.PREFIXES);
  }

  private Place place(String name, String model) {
    Provider provider = provider(name);
    return switch (provider.kind()) {
      case OLLAMA -> {
        LocalModel local = Providers.local(model, requireNonNull(config.models().get(name)));
        yield new OnNodes(
            local, node -> new OllamaEmbedder(exchange, node, local, provider.keepAlive()));
      }
      case OPENAI ->
          new Fixed(
              new OpenAiEmbedder(
                  exchange, provider.url().orElseThrow(), model, provider.apiKey().orElse(null)));
      case PERPLEXITY -> throw wrong(name, "has a provider without embeddings");
    };
  }

  private Prefixes prefixes(String name) {
    Model known = requireNonNull(config.models().get(name));
    return new Prefixes(known.passagePrefix().orElse(""), known.queryPrefix().orElse(""));
  }

  private Provider provider(String name) {
    return requireNonNull(config.providers().get(providerOf(name)));
  }

  private String providerOf(String name) {
    String provider = name.substring(0, Math.max(0, name.indexOf('/')));
    if (!provider.equals(IN_PROCESS) && !config.providers().containsKey(provider)) {
      throw wrong(name, "must be provider/model with a known provider, or " + IN_PROCESS + "/…");
    }
    return provider;
  }

  private static IllegalStateException wrong(String name, String expected) {
    return new IllegalStateException("memary.routing.embeddings: '" + name + "' " + expected);
  }
}
