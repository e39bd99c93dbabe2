package dev.memary.systemtests.bench;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** One way to the model: directly, or through a gateway. */
record Route(String name, URI chat, Map<String, String> headers) {
  Route {
    headers = Map.copyOf(headers);
  }

  RequestOptions request(Duration patience) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(chat.toString())
            .setTimeout(patience.toMillis())
            .putHeader("Content-Type", "application/json");
    headers.forEach(options::putHeader);
    return options;
  }
}
