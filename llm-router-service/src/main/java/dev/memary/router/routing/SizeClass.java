package dev.memary.router.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/**
 * How large a model a request needs. Who asks for the model {@code auto} leaves it to the router,
 * so that the small model serves what it can.
 */
public enum SizeClass {
  SMALL("chat"),
  LARGE("chat-large");

  /** The model that stands for the one of the fitting size. */
  public static final String AUTO = "auto";

  private final String alias;

  SizeClass(String alias) {
    this.alias = alias;
  }

  /** The alias that answers requests of this size. */
  public String alias() {
    return alias;
  }

  /** {@code small} or {@code large}; empty for any other word. */
  public static Optional<SizeClass> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "small" -> Optional.of(SMALL);
      case "large" -> Optional.of(LARGE);
      default -> Optional.empty();
    };
  }

  /**
   * What the request implies: much effort of reasoning, several tools to choose from, or a prompt
   * of at least so many tokens want the large model.
   */
  public static SizeClass impliedBy(ObjectNode request, int promptTokens, int largeFromTokens) {
    JsonNode tools = request.path("tools");
    boolean large =
        request.path("reasoning_effort").asText("").equals("high")
            || tools.size() >= 3
            || promptTokens >= largeFromTokens;
    return large ? LARGE : SMALL;
  }
}
