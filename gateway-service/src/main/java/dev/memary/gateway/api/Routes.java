package dev.memary.gateway.api;

import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.Services;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every public operation: where it is answered and what a credential needs for it. What is not here
 * does not exist.
 */
final class Routes {
  private static final String ID = "[0-9a-zA-Z-]{1,64}";

  /** The name of the group that holds what varies in a path. */
  private static final String TARGET = "target";

  /** One segment of a path, also when it is decoded: no dots alone and no slash. */
  private static final String SPACE = "(?!(\\.|%2[eE]){1,2}(/|$))(?:(?!%2[fF]|%5[cC])[^/?]){1,700}";

  private static final List<Route> ALL =
      List.of(
          to(Services.AGENT, "POST", "/v1/chat/completions", Permission.CHAT),
          to(Services.MEMORY, "POST", "/v1/memories", Permission.WRITE),
          to(Services.MEMORY, "GET", "/v1/memories", Permission.READ),
          to(Services.MEMORY, "POST", "/v1/memories/search", Permission.READ),
          to(Services.MEMORY, "POST", "/v1/context", Permission.READ),
          to(Services.MEMORY, "GET", "/v1/memories/" + ID, Permission.READ),
          to(Services.MEMORY, "PATCH", "/v1/memories/" + ID, Permission.WRITE),
          to(Services.MEMORY, "DELETE", "/v1/memories/" + ID, Permission.WRITE),
          to(Services.MEMORY, "GET", "/v1/memories/" + ID + "/history", Permission.READ),
          to(Services.MEMORY, "POST", "/v1/memories/" + ID + "/share", Permission.WRITE),
          to(Services.MEMORY, "GET", "/v1/events/" + ID, Permission.READ),
          to(Services.MEMORY, "GET", "/v1/receipts/" + ID, Permission.READ),
          to(Services.MEMORY, "POST", "/v1/receipts/" + ID + "/verification", Permission.WRITE),
          to(
              Services.MEMORY,
              "GET",
              "/v1/spaces/" + SPACE + "/(status|stream|entities|conflicts|graph|corrections)",
              Permission.READ),
          to(
              Services.MEMORY,
              "GET",
              "/v1/spaces/" + SPACE + "/(timeline|themes|changes|persona|settings)",
              Permission.READ),
          to(
              Services.MEMORY,
              "PUT",
              "/v1/spaces/" + SPACE + "/(persona|settings)",
              Permission.WRITE),
          to(Services.MEMORY, "POST", "/v1/spaces/" + SPACE + "/corrections", Permission.WRITE),
          to(Services.MEMORY, "GET", "/v1/corrections/" + ID, Permission.READ),
          to(Services.MEMORY, "DELETE", "/v1/corrections/" + ID, Permission.WRITE),
          to(Services.MEMORY, "DELETE", "/v1/spaces/" + SPACE, Permission.WRITE),
          to(Services.MEMORY, "POST", "/v1/spaces/" + SPACE + "/export", Permission.READ),
          to(Services.MEMORY, "POST", "/v1/spaces/" + SPACE + "/import", Permission.WRITE),
          to(Services.MEMORY, "GET", "/v1/exports/" + ID, Permission.READ),
          to(Services.MEMORY, "GET", "/v1/exports/" + ID + "/content", Permission.READ),
          to(Services.MEMORY, "GET", "/v1/imports/" + ID, Permission.READ),
          to(Services.MEMORY, "POST", "/v1/admin/rebuild", Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/rebuilds", Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/rebuilds/" + ID, Permission.ADMIN),
          to(Services.MEMORY, "DELETE", "/v1/admin/rebuilds/" + ID, Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/dead-letters", Permission.ADMIN),
          to(Services.MEMORY, "POST", "/v1/admin/dead-letters/replay", Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/dead-letters/" + ID, Permission.ADMIN),
          to(Services.MEMORY, "DELETE", "/v1/admin/dead-letters/" + ID, Permission.ADMIN),
          to(Services.MEMORY, "POST", "/v1/admin/dead-letters/" + ID + "/replay", Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/webhooks", Permission.ADMIN),
          to(Services.MEMORY, "POST", "/v1/admin/webhooks", Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/webhooks/" + ID, Permission.ADMIN),
          to(Services.MEMORY, "DELETE", "/v1/admin/webhooks/" + ID, Permission.ADMIN),
          to(Services.MEMORY, "POST", "/v1/admin/webhooks/" + ID + "/rotate", Permission.ADMIN),
          to(Services.MEMORY, "POST", "/v1/admin/webhooks/" + ID + "/test", Permission.ADMIN),
          to(Services.MEMORY, "GET", "/v1/admin/webhooks/" + ID + "/deliveries", Permission.ADMIN),
          to(Services.ROUTER, "GET", "/v1/models", Permission.READ),
          to(Services.ROUTER, "POST", "/v1/embeddings", Permission.READ),
          to(Services.ROUTER, "GET", "/v1/admin/usage", Permission.ADMIN),
          to(Services.ROUTER, "GET", "/v1/pool", Permission.PLATFORM),
          to(Services.ROUTER, "POST", "/v1/pool/cordon", Permission.PLATFORM),
          to(Services.GATEWAY, "GET", "/v1/admin/keys", Permission.ADMIN),
          to(Services.GATEWAY, "POST", "/v1/admin/keys", Permission.ADMIN),
          to(Services.GATEWAY, "DELETE", "/v1/admin/keys/" + ID, Permission.ADMIN),
          to(Services.GATEWAY, "POST", "/v1/admin/keys/" + ID + "/rotate", Permission.ADMIN),
          to(Services.GATEWAY, "GET", "/v1/admin/audit", Permission.ADMIN));

  private Routes() {}

  /**
   * One operation.
   *
   * @param template its path with a name for what varies
   */
  record Route(
      String service, String method, String template, Pattern path, Permission permission) {

    /** Whether it belongs into the audit log: it changes something, or takes a whole space out. */
    boolean isAct() {
      return !method.equals("GET")
          && (permission != Permission.READ || template.endsWith("/export"));
    }

    String operation() {
      return method + " " + template;
    }

    /** The id or the space's name in the path, as it was sent. */
    @Nullable String target(String actual) {
      Matcher matcher = path.matcher(actual);
      return path.namedGroups().containsKey(TARGET) && matcher.matches()
          ? matcher.group(TARGET)
          : null;
    }
  }

  /** Every operation. */
  static List<Route> all() {
    return ALL;
  }

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
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Route to(String service, String method, String path, Permission permission) {
    return new Route(
        service,
        method,
        path.replace(ID, "{id}").replace(SPACE, "{space}"),
        Pattern.compile(captured(captured(path, ID), SPACE)),
        permission);
  }

  private static String captured(String path, String part) {
    int at = path.indexOf(part);
    return at < 0 || path.contains("(?<" + TARGET)
        ? path
        : path.substring(0, at)
            + "(?<"
            + TARGET
            + ">"
            + part
            + ")"
            + path.substring(at + part.length());
  }
}
