package dev.memary.router.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which embedding models there are. An alias stands for exactly one, because vectors of two models
 * must never be compared: nobody else may answer for it.
 */
public final class EmbeddingCatalog {
  private final Map<String, EmbeddingTarget> byName = new LinkedHashMap<>();
  private final Optional<Function<String, EmbeddingTarget>> any;

  /**
   * @param aliases the model of each alias
   * @param any makes a target of a model that nobody here knows
   */
  public EmbeddingCatalog(
      Map<String, EmbeddingTarget> aliases, Optional<Function<String, EmbeddingTarget>> any) {
    this.any = any;
    byName.putAll(aliases);
    for (EmbeddingTarget target : aliases.values()) {
      byName.putIfAbsent(target.name(), target);
      byName.putIfAbsent(target.model(), target);
    }
  }

  /** By alias, target or model. */
  public Optional<EmbeddingTarget> target(String name) {
    @Nullable EmbeddingTarget known = byName.get(name);
    return known == null ? any.map(provider -> provider.apply(name)) : Optional.of(known);
  }

  /** All names that may be asked for. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
