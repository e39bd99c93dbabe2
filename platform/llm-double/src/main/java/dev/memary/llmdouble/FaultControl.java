package dev.memary.llmdouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Faults of a double in a process of its own: {@code PUT /double/fault} with {@code {"fault":
 * "double-hang", "times": 1}}. Without {@code times} every request meets it, until {@code none}.
 */
record FaultControl(ServerDouble server) {
  static final String PATH = "/double/fault";

  void answer(Call call) throws IOException {
    JsonNode wish = read(call);
    Optional<Fault> fault = fault(wish.path("fault").asText());
    JsonNode times = wish.path("times");
    if (fault.isEmpty() || !(times.isMissingNode() || times.asInt() > 0)) {
      call.reply(400, Reply.node().put("error", expected()));
      return;
    }
    apply(fault.get(), times.asInt());
    call.reply(200, wish);
  }

  private void apply(Fault fault, int times) {
    if (fault == Fault.NONE) {
      server.faults.none();
      server.release();
    } else if (times > 0) {
      server.fail(fault, times);
    } else {
      server.failAlways(fault);
    }
  }

  private static JsonNode read(Call call) throws IOException {
    try {
      return Call.JSON.readTree(call.body());
    } catch (JsonProcessingException e) {
      return Call.JSON.missingNode();
    }
  }

  private static Optional<Fault> fault(String wanted) {
    return Arrays.stream(Fault.values()).filter(fault -> name(fault).equals(wanted)).findFirst();
  }

  private static String name(Fault fault) {
    return fault == Fault.NONE ? "none" : fault.directive();
  }

  private static String expected() {
    return "{\"fault\": F, \"times\": N}; N, at least 1, may be left out; F is one of "
        + String.join(", ", Arrays.stream(Fault.values()).map(FaultControl::name).toList());
  }
}
