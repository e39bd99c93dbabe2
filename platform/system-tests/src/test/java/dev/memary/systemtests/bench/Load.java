package dev.memary.systemtests.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Requests of one size at one rate. */
record Load(int kilobytes, int rate) {
  private static final int MOST_KILOBYTES = 8 * 1024;
  private static final int MOST_PER_SECOND = 100_000;

  Load {
    if (kilobytes < 1 || kilobytes > MOST_KILOBYTES) {
      throw new IllegalArgumentException(
          "a request has 1 to %d KB, not %d".formatted(MOST_KILOBYTES, kilobytes));
    }
    if (rate < 1 || rate > MOST_PER_SECOND) {
      throw new IllegalArgumentException(
          "a rate is 1 to %d a second, not %d".formatted(MOST_PER_SECOND, rate));
    }
  }

  /** Reads {@code KB@RATE}, such as {@code 32@100}. */
  static final class Converter implements ITypeConverter<Load> {
    @Override
    public Load convert(String text) {
      String[] parts = text.split("@", -1);
      try {
        if (parts.length == 2) {
          return new Load(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
      } catch (NumberFormatException e) {
        throw expected(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      throw expected(text);
    }

    private static TypeConversionException expected(String text) {
      return new TypeConversionException("\"%s\" is not KB@RATE, such as 32@100".formatted(text));
    }
  }
}
