package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.localstack.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway's table of routes, read from its source, so that none is forgotten here. */
final class PublicRoutes {
  private static final Pattern CALL = Pattern.compile("\\bto\\(\\s*Services\\.");
  private static final Pattern ROUTE =
      Pattern.compile(
          "\\bto\\(\\s*Services\\.(\\w+),\\s*\"(\\w+)\",\\s*([^,]+),\\s*Permission\\.(\\w+)\\)");

  private PublicRoutes() {}

  /** One route; what varies in its path is {@code {id}} or {@code {space}}. */
  record PublicRoute(String method, String template) {
    boolean hasId() {
      return template.contains("{id}");
    }

    boolean hasSpace() {
      return template.contains("{space}");
    }

    String path(String value) {
      return template.replace("{id}", value).replace("{space}", value);
    }
  }

  static List<PublicRoute> all() {
    String source = source();
    List<PublicRoute> routes = new ArrayList<>();
    int read = 0;
    Matcher matcher = ROUTE.matcher(source);
    while (matcher.find()) {
      read++;
      for (String template : templates(matcher.group(3))) {
        routes.add(new PublicRoute(matcher.group(2), template));
      }
    }
    assertThat(read)
        .as("every route of the table can be read")
        .isEqualTo((int) CALL.matcher(source).results().count())
        .isGreaterThan(15);
    return routes;
  }

  /** {@code "/v1/spaces/" + SPACE + "/(status|stream)"} is two templates. */
  private static List<String> templates(String expression) {
    StringBuilder path = new StringBuilder();
    for (String part : expression.split("\\+")) {
      String term = part.strip();
      path.append(
          term.startsWith("\"")
              ? term.substring(1, term.length() - 1)
              : "{" + term.toLowerCase() + "}");
    }
    Matcher choice = Pattern.compile("(.*)\\(([^)]*)\\)(.*)").matcher(path);
    if (!choice.matches()) {
      return List.of(path.toString());
    }
    return List.of(choice.group(2).split("\\|")).stream()
        .map(one -> choice.group(1) + one + choice.group(3))
        .toList();
  }

  private static String source() {
    try {
      return Files.readString(
          Checkout.root()
              .resolve("gateway-service/src/main/java/dev/memary/gateway/api/Routes.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
