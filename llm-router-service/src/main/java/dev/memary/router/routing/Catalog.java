package dev.memary.router.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What may be asked for.
 *
 * <p>A request names an alias ({@code chat}), a target ({@code openai/gpt-4o}) or a model of one of
 * the targets ({@code gpt-4o}). Any other name goes to the provider that takes any, if there is
 * one.
 */
public final class Catalog {
  private final Map<String, List<Target>> byName = new LinkedHashMap<>();
  private final Optional<Function<String, Target>> any;

  /**
   * @param aliases the targets of each alias, in the order in which they are asked
   * @param any makes a target of a model that nobody here knows
   */
  public Catalog(Map<String, List<Target>> aliases, Optional<Function<String, Target>> any) {
    this.any = any;
    aliases.forEach((alias, targets) -> {
      if (!targets.isEmpty()) {
        byName.put(alias, List.copyOf(targets));
      }
    });
    aliases
        .values()
        .forEach(targets ->
            targets.forEach(target -> {
              byName.putIfAbsent(target.name(), List.of(target));
              byName.putIfAbsent(target.model(), List.of(target));
            }));
  }

  /** Who is to be asked, in order; empty when the name is not known. */
  public List<Target> targets(String name) {
    List<Target> known = byName.get(name);
    return known != null
        ? known
        : any.map(provider -> List.of(provider.apply(name))).orElse(List.of());
  }

  /** The name, or {@code other} when it is none of the configured: there is no end to those. */
  public String known(String name) {
    return byName.containsKey(name) ? name : "other";
  }

  /** All names that may be asked for. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
