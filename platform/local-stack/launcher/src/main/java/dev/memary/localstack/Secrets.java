package dev.memary.localstack;

import java.security.SecureRandom;

/** Random words that are safe in a URL, in a shell and in SQL. */
final class Secrets {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  static String password() {
    return random(32);
  }

  static String apiKey() {
    return "mk_" + random(40);
  }

  private static String random(int length) {
    var word = new StringBuilder(length);
    RANDOM.ints(length, 0, ALPHABET.length()).mapToObj(ALPHABET::charAt).forEach(word::append);
    return word.toString();
  }
}
