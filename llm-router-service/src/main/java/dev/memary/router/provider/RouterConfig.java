package dev.memary.router.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithDefaults;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Which providers there are, which models they run, and what the aliases stand for. */
@ConfigMapping(prefix = "memary.routing")
public interface RouterConfig {
  /** By the name that targets begin with. */
  Map<String, Provider> providers();

  /** Targets ({@code provider/model}) of each alias, in the order in which they are asked. */
  Map<String, List<String>> aliases();

  /** The one target of each alias for embeddings. */
  Map<String, String> embeddings();

  /** What is known of models, by target. */
  @WithDefaults
  Map<String, Model> models();

  /** How long is waited for what. */
  Limits limits();

  /** Tenants whose requests are never answered by a cloud provider, whatever they ask for. */
  Optional<Set<String>> localOnlyTenants();

  /** The share of answers that the user's own machines are to give; shown beside what they do. */
  @WithDefault("0.8")
  double localShareGoal();

  /** A prompt of so many tokens goes to the alias for large ones. */
  @WithDefault("4000")
  int largeFromTokens();

  /** How many requests may wait for a slot at once. */
  @WithDefault("256")
  int queueSize();

  /** One provider. It is used as soon as it has nodes or, where it needs one, a key. */
  interface Provider {
    /** Whose API it speaks. */
    Kind kind();

    /** Base address with its version, for {@code openai} and {@code perplexity}. */
    Optional<URI> url();

    /** Sent as {@code Authorization: Bearer}. */
    Optional<String> apiKey();

    /** Whether it is of no use without a key. */
    @WithDefault("true")
    boolean keyNeeded();

    /** Whether what is asked leaves the user's own machines. Ollama's nodes never count as such. */
    @WithDefault("true")
    boolean cloud();

    /** Whether it is asked for models that nothing here knows. */
    @WithDefault("false")
    boolean takesAnyModel();

    /** Ollama nodes, such as {@code http://gpu-1:11434}. */
    Optional<List<URI>> nodes();

    /** A name that stands for all Ollama nodes (a headless Service), with the port. */
    Optional<String> dns();

    /** GPU memory of a node in bytes; 0 leaves it to the node to say what fits. */
    @WithDefault("0")
    long nodeMemory();

    /** Models that a node holds at once (OLLAMA_MAX_LOADED_MODELS). */
    @WithDefault("3")
    int nodeModels();

    /** Models that a node loads before it takes requests. */
    Optional<List<String>> preload();

    /** Whether a node downloads those of them that it does not have. */
    @WithDefault("false")
    boolean pull();

    /** A node that nobody has asked for so long is asked for one token, to see whether it can. */
    @WithDefault("PT1M")
    Duration probeAfter();

    /** How long a node keeps an unused model, in Ollama's words. */
    @WithDefault("30m")
    String keepAlive();

    /** What an hour of a node's GPU costs, in US dollars. */
    @WithDefault("0")
    BigDecimal gpuHour();
  }

  /** APIs. */
  enum Kind {
    OLLAMA,
    OPENAI,
    PERPLEXITY
  }

  /** One model. */
  interface Model {
    /**
     * Prompt and answer together; what an Ollama node loads the model with, there 8192 when not
     * set.
     */
    OptionalInt contextTokens();

    /** Requests that a node works on at once (OLLAMA_NUM_PARALLEL). */
    @WithDefault("1")
    int slots();

    /** What it takes of a node's GPU memory, in bytes. */
    @WithDefault("0")
    long memory();

    /** What an embedding model was trained to read before a text that is searched. */
    Optional<String> passagePrefix();

    /** What it was trained to read before a text that searches. */
    Optional<String> queryPrefix();

    /** How long a cold load takes, until one was seen. */
    @WithDefault("PT20S")
    Duration typicalLoad();

    /** How long an answer takes, until one was seen. */
    @WithDefault("PT8S")
    Duration typicalService();

    /** What it costs, unless the provider says so itself. */
    Prices price();
  }

  /** Prices in US dollars. */
  interface Prices {
    /** A million prompt tokens. */
    @WithDefault("0")
    BigDecimal input();

    /** A million prompt tokens that the provider had already computed; as others when not set. */
    Optional<BigDecimal> cachedInput();

    /** A million tokens of the answer. */
    @WithDefault("0")
    BigDecimal output();

    /** A request, whatever its length. */
    @WithDefault("0")
    BigDecimal request();
  }

  /** Limits. */
  interface Limits {
    /** Until a connection stands. */
    @WithDefault("PT2S")
    Duration connect();

    /** For a slot. */
    @WithDefault("PT1M")
    Duration queue();

    /** For the first content; a cold load comes on top. */
    @WithDefault("PT45S")
    Duration firstToken();

    /** From one piece of an answer to the next. */
    @WithDefault("PT30S")
    Duration betweenTokens();

    /** Of a request that names no deadline of its own. */
    @WithDefault("PT10M")
    Duration total();

    /** How often the last target is asked again when asking again may help. */
    @WithDefault("2")
    int retries();

    /**
     * Before the first of these; doubles from one to the next, and a random part of it is waited.
     */
    @WithDefault("PT0.5S")
    Duration firstPause();

    /** A longer expected wait for a slot goes to the next target, where there is one. */
    @WithDefault("PT15S")
    Duration spillAfter();
  }
}
