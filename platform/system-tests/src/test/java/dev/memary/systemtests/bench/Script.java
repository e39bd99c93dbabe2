package dev.memary.systemtests.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the canned upstream says: so many pieces, with a pause after each of a stream. It travels as
 * the name of the model, which gateways pass on.
 */
record Script(int pieces, Duration pause) {
  private static final Pattern MODEL = Pattern.compile("\"canned-(\\d+)x(\\d+)\"");

  Script {
    if (pieces < 1 || pause.isNegative()) {
      throw new IllegalArgumentException("an answer has a piece, and no pause is negative");
    }
  }

  /** The script that a request asks for. */
  static Script of(String request) {
    Matcher model = MODEL.matcher(request);
    if (!model.find()) {
      throw new IllegalArgumentException("The request names no model of the canned upstream");
    }
    return new Script(
        Integer.parseInt(model.group(1)), Duration.ofMillis(Long.parseLong(model.group(2))));
  }

  String model() {
    return "canned-%dx%d".formatted(pieces, pause.toMillis());
  }

  String piece(int index) {
    return "word%d ".formatted(index);
  }

  String text() {
    return IntStream.range(0, pieces).mapToObj(this::piece).collect(Collectors.joining());
  }
}
