package dev.memary.gateway.api;

import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every public operation: where it is answered and what a credential needs for it. What is not here
 * does not exist.
 */
final class Routes {
  private static final String ID = "[0-9a-zA-Z-]{1,64}";

  /** One segment of a path, also when it is decoded: no dots alone and no slash. */
  private static final String SPACE = "(?!(\\.|%2[eE]){1,2}(/|$))(?:(?!%2[fF]|%5[cC])[^/?]){1,700}";

  private static final List<Route> ALL =
      List.of(
          to(Services.AGENT, "POST", "/v1/chat/completions", Permission.CHAT),
          to(Services.MEMORY, "POST", "/v1/memories", Permission.WRITE),
          to(Services.MEMORY, "POST", "/v1/memories/search", Permission.READ),
          to(Services.MEMORY, "POST", "/v1/context", Permission.READ),
          to(Services.MEMORY, "GET", "/v1/memories/" + ID, Permission.READ),
          to(Services.MEMORY, "DELETE", "/v1/memories/" + ID, Permission.WRITE),
          to(Services.MEMORY, "GET", "/v1/events/" + ID, Permission.READ),
          to(Services.MEMORY, "GET", "/v1/receipts/" + ID, Permission.READ),
          to(
              Services.MEMORY,
              "GET",
              "/v1/spaces/" + SPACE + "/(status|stream|entities)",
              Permission.READ),
          to(Services.MEMORY, "DELETE", "/v1/spaces/" + SPACE, Permission.WRITE),
          to(Services.ROUTER, "GET", "/v1/models", Permission.READ),
          to(Services.ROUTER, "POST", "/v1/embeddings", Permission.READ),
          to(Services.GATEWAY, "GET", "/v1/admin/keys", Permission.ADMIN),
          to(Services.GATEWAY, "POST", "/v1/admin/keys", Permission.ADMIN),
          to(Services.GATEWAY, "DELETE", "/v1/admin/keys/" + ID, Permission.ADMIN),
          to(Services.GATEWAY, "POST", "/v1/admin/keys/" + ID + "/rotate", Permission.ADMIN));

  private Routes() {}

  /** One operation. */
  record Route(String service, String method, Pattern path, Permission permission) {}

  /** The operation, or nothing. */
  static Optional<Route> find(String method, String path) {
    return ALL.stream()
        .filter(r -> r.method().equals(method) && r.path().matcher(path).matches())
        .findFirst();
  }

  /** The methods that a path knows. */
  static Set<String> methods(String path) {
    return ALL.stream()
        .filter(r -> r.path().matcher(path).matches())
        .map(Route::method)
        .collect(java.util.stream.Collectors.toCollection(java.util.TreeSet::new));
  }

  private static Route to(String service, String method, String path, Permission permission) {
    return new Route(service, method, Pattern.compile(path), permission);
  }
}
