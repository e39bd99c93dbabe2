package dev.memary.router.api;

import java.util.regex.Pattern;

/** What may stand as a model in a request: it comes back in a header of the answer. */
final class ModelName {
  static final String EXPECTED = "a string of 1 to 200 printable ASCII characters";

  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]{1,200}");

  private ModelName() {}

  static boolean isOne(String text) {
    return PRINTABLE.matcher(text).matches();
  }
}
