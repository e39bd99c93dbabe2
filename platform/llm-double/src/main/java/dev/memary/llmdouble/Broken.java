package dev.memary.llmdouble;

import java.io.IOException;

/** Leaves the handler, whereupon the server closes the connection as it is. */
final class Broken extends IOException {
  private static final long serialVersionUID = 1;

  Broken() {
    super("The double breaks the connection");
  }
}
