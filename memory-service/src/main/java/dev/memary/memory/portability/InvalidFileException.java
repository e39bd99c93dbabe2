package dev.memary.memory.portability;

/** A file that cannot be brought in. */
public class InvalidFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long line;
  private final String field;
  private final String expected;

  /**
   * @param line counted from 1; 0 when it is the file as a whole
   */
  public InvalidFileException(long line, String field, String expected) {
    super(at(line, field) + ": " + expected, null, false, false);
    this.line = line;
    this.field = field;
    this.expected = expected;
  }

  /** Where: {@code lines[17].text}. */
  public String place() {
    return at(line, field);
  }

  /** Where, and what it must be. */
  public String summary() {
    return place() + ": " + expected;
  }

  public String expected() {
    return expected;
  }

  private static String at(long line, String field) {
    return line == 0 ? field : "lines[" + line + "]" + (field.isEmpty() ? "" : "." + field);
  }
}
