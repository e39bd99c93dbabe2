package dev.memary.router.provider;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.router.chat.ChatProvider;
import dev.memary.router.ledger.Price;
import dev.memary.router.ledger.PriceList;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Pool;
import dev.memary.router.provider.OpenAiChat.Dialect;
import dev.memary.router.provider.RouterConfig.Kind;
import dev.memary.router.provider.RouterConfig.Model;
import dev.memary.router.provider.RouterConfig.Prices;
import dev.memary.router.provider.RouterConfig.Provider;
import dev.memary.router.routing.Catalog;
import dev.memary.router.routing.ChatRouter;
import dev.memary.router.routing.Limits;
import dev.memary.router.routing.RouteListener;
import dev.memary.router.routing.Target;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes of the configuration what the router works with. */
@ApplicationScoped
public class Providers {
  private static final Logger LOG = Logger.getLogger(Providers.class);
  private static final int USUAL_LOCAL_CONTEXT = 8192;

  private final RouterConfig config;
  private final Map<String, ChatProvider> adapters = new LinkedHashMap<>();
  private final ScheduledExecutorService clock;

  Providers(
      RouterConfig config,
      ProviderHttp http,
      ObjectMapper json,
      @RouterClock ScheduledExecutorService clock) {
    this.config = config;
    this.clock = clock;
    config
        .providers()
        .forEach((name, provider) -> {
          if (usable(provider)) {
            adapters.put(name, adapter(provider, http, json));
          }
        });
  }

  static boolean usable(Provider provider) {
    if (provider.kind() == Kind.OLLAMA) {
      return provider.nodes().filter(n -> !n.isEmpty()).isPresent() || provider.dns().isPresent();
    }
    return provider.url().isPresent() && (provider.apiKey().isPresent() || !provider.keyNeeded());
  }

  private static ChatProvider adapter(Provider provider, ProviderHttp http, ObjectMapper json) {
    @Nullable String key = provider.apiKey().orElse(null);
    return switch (provider.kind()) {
      case OLLAMA -> new OllamaChat(http, json, provider.keepAlive());
      case OPENAI -> new OpenAiChat(http, json, key, Dialect.OPENAI);
      case PERPLEXITY -> new OpenAiChat(http, json, key, Dialect.PERPLEXITY);
    };
  }

  @Produces
  @Singleton
  Pool pool() {
    Pool pool = new Pool(System::nanoTime, config.queueSize());
    clock.scheduleAtFixedRate(() -> tick(pool), 100, 100, TimeUnit.MILLISECONDS);
    return pool;
  }

  /** A clock that throws would stand still from then on. */
  private static void tick(Pool pool) {
    try {
      pool.tick();
    } catch (RuntimeException e) {
      LOG.error("The queue for local models could not be looked through; it will be again", e);
    }
  }

  @Produces
  @Singleton
  ChatRouter router(Pool pool, @All List<RouteListener> listeners) {
    return new ChatRouter(pool, limits(config), clock, RouteListener.all(listeners));
  }

  static Limits limits(RouterConfig config) {
    RouterConfig.Limits limits = config.limits();
    return new Limits(
        limits.queue(),
        limits.firstToken(),
        limits.betweenTokens(),
        limits.spillAfter(),
        limits.retries(),
        limits.firstPause());
  }

  @Produces
  @Singleton
  Catalog catalog() {
    Map<String, List<Target>> aliases = new LinkedHashMap<>();
    config.aliases().forEach((alias, names) -> aliases.put(alias, targets(names)));
    return new Catalog(aliases, takesAny());
  }

  @Produces
  @Singleton
  PriceList prices() {
    return target -> price(target, requireNonNull(config.models().get(target)).price());
  }

  private Price price(String target, Prices prices) {
    Provider provider = config.providers().get(target.substring(0, target.indexOf('/')));
    return new Price(
        prices.input(),
        prices.cachedInput().orElse(prices.input()),
        prices.output(),
        prices.request(),
        provider == null ? BigDecimal.ZERO : provider.gpuHour());
  }

  private List<Target> targets(List<String> names) {
    List<Target> targets = new ArrayList<>();
    for (String name : names) {
      int slash = name.indexOf('/');
      if (slash < 1 || !config.providers().containsKey(name.substring(0, slash))) {
        throw new IllegalStateException(
            "memary.routing.aliases: '" + name + "' must be provider/model with a known provider");
      }
      if (adapters.containsKey(name.substring(0, slash))) {
        targets.add(target(name.substring(0, slash), name.substring(slash + 1)));
      }
    }
    return targets;
  }

  private Optional<Function<String, Target>> takesAny() {
    return adapters.keySet().stream()
        .filter(name -> provider(name).takesAnyModel())
        .findFirst()
        .map(name -> model -> target(name, model));
  }

  private Target target(String name, String model) {
    Provider provider = provider(name);
    ChatProvider adapter = requireNonNull(adapters.get(name));
    Model known = requireNonNull(config.models().get(name + "/" + model));
    if (provider.kind() == Kind.OLLAMA) {
      LocalModel local = local(model, known);
      return new Target(name, model, adapter, null, local, false, local.contextTokens());
    }
    URI address = provider.url().orElseThrow();
    return new Target(
        name, model, adapter, address, null, provider.cloud(), known.contextTokens().orElse(0));
  }

  private Provider provider(String name) {
    return requireNonNull(config.providers().get(name));
  }

  static LocalModel local(String name, Model known) {
    return new LocalModel(
        name,
        contextOnNodes(known),
        known.slots(),
        known.memory(),
        known.typicalLoad(),
        known.typicalService());
  }

  /** What nodes load a model with. */
  static int contextOnNodes(Model model) {
    return model.contextTokens().orElse(USUAL_LOCAL_CONTEXT);
  }
}
