package dev.memary.memory.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.util.Map;

/** Port: HTTP to others. Follows no redirect and reads no body of an answer. */
public interface Receivers {
  /**
   * Posts JSON.
   *
   * @param address of the host, to be connected to whatever the name means by now
   * @return the status of the answer
   * @throws UnreachableException when there is none in time
   */
  int post(URI url, InetAddress address, Map<String, String> headers, String body)
      throws UnreachableException;

  /** There was no answer; the message is a word for why. */
  class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreachableException(String why) {
      super(why, null, false, false);
    }

    public String why() {
      return String.valueOf(getMessage());
    }
  }
}
