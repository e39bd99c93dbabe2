package dev.memary.llmdouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** A request that names a model. */
record OllamaRequest(JsonNode body, String model, Optional<Duration> keepAlive) {
  static OllamaRequest of(Call call) throws IOException, Refusal {
    byte[] bytes = call.body();
    if (bytes.length == 0) {
      throw Refusal.bad("missing request body");
    }
    JsonNode body;
    try {
      body = Call.JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw Refusal.bad("invalid character in the body: " + e.getOriginalMessage());
    }
    String model = body.path("model").asText(body.path("name").asText(""));
    if (model.isEmpty()) {
      throw Refusal.bad("model is required");
    }
    OllamaRequest request = new OllamaRequest(body, model, KeepAlive.of(body.path("keep_alive")));
    request.checkImages();
    return request;
  }

  boolean streamed() {
    return body.path("stream").asBoolean(true);
  }

  boolean truncates() {
    return body.path("truncate").asBoolean(true);
  }

  boolean thinks() {
    return body.path("think").asBoolean(false) || body.path("think").isTextual();
  }

  JsonNode tools() {
    return body.path("tools");
  }

  JsonNode options() {
    return body.path("options");
  }

  int limit() {
    return options().path("num_predict").asInt(-1);
  }

  boolean unloads() {
    return keepAlive.filter(Duration::isZero).isPresent();
  }

  int images() {
    int images = body.path("images").size();
    for (JsonNode message : body.path("messages")) {
      images += message.path("images").size();
    }
    return images;
  }

  private void checkImages() throws Refusal {
    check(body.path("images"));
    for (JsonNode message : body.path("messages")) {
      check(message.path("images"));
    }
  }

  /** Images are bare base64; the address of one, or a {@code data:} URL, is a bad request. */
  private static void check(JsonNode images) throws Refusal {
    for (JsonNode image : images) {
      try {
        Base64.getDecoder().decode(image.asText());
      } catch (IllegalArgumentException e) {
        throw Refusal.bad("illegal base64 data at input byte 0");
      }
    }
  }
}
