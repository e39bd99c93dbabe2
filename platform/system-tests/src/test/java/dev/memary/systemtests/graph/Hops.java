package dev.memary.systemtests.graph;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the time goes, by what the services say of themselves: seconds and calls until now.
 *
 * @param sums by what was measured
 */
record Hops(Map<String, Sum> sums) {
  private static final Pattern LINE =
      Pattern.compile("(\\w+)_seconds_(sum|count)\\{([^}]*)}\\s+(\\S+)(?: # .*)?");
  private static final Map<Port, String> WATCHED =
      Map.of(
          Port.MEMORY_MANAGEMENT, "uri=\"/v1/memories/search\"",
          Port.KG_MANAGEMENT, "uri=\"/internal/retrieve\"",
          Port.ROUTER_MANAGEMENT, "uri=\"/v1/embeddings\"");
  private static final Pattern QUERY = Pattern.compile("query=\"(\\w+)\"");

  record Sum(double seconds, double calls) {
    Sum plus(Sum other) {
      return new Sum(seconds + other.seconds, calls + other.calls);
    }
  }

  /** How often, and how long each time. */
  record Mean(long calls, double millis) {}

  static Hops now(LocalStack stack) {
    Map<String, Sum> sums = new TreeMap<>();
    WATCHED.forEach((port, uri) -> {
      String service = port.name().toLowerCase().replace("_management", "");
      metrics(stack.ports().of(port))
          .lines()
          .map(LINE::matcher)
          .filter(Matcher::matches)
          .forEach(line -> note(sums, service, uri, line));
    });
    return new Hops(sums);
  }

  private static void note(Map<String, Sum> sums, String service, String uri, Matcher line) {
    double value = Double.parseDouble(line.group(4));
    Sum part = line.group(2).equals("sum") ? new Sum(value, 0) : new Sum(0, value);
    Matcher query = QUERY.matcher(line.group(3));
    if (line.group(1).equals("http_server_requests") && line.group(3).contains(uri)) {
      sums.merge(service, part, Sum::plus);
    } else if (line.group(1).equals("memary_graph_query") && query.find()) {
      sums.merge("graph " + query.group(1), part, Sum::plus);
    }
  }

  /** Means of what was called since the other look. */
  Map<String, Mean> since(Hops before) {
    Map<String, Mean> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> {
      Sum old = before.sums.getOrDefault(name, new Sum(0, 0));
      double calls = sum.calls() - old.calls();
      if (calls > 0) {
        means.put(
            name, new Mean(Math.round(calls), 1000 * (sum.seconds() - old.seconds()) / calls));
      }
    });
    return means;
  }

  private static String metrics(int port) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/q/metrics".formatted(port)))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new IllegalStateException("No metrics on " + port, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
