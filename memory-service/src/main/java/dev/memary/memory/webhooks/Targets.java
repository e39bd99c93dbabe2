package dev.memary.memory.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Where may be sent to: over HTTPS, to hosts all of whose addresses are public. An operator may
 * allow the own network, too. Whoever sends uses an address that was checked, and does not look it
 * up again.
 */
public final class Targets {
  private static final int LONGEST = 2_000;

  private final boolean anywhere;

  /**
   * Targets.
   *
   * @param anywhere whether private networks, and HTTP without S, are allowed
   */
  public Targets(boolean anywhere) {
    this.anywhere = anywhere;
  }

  /** An address that must not be sent to; the message says why, for the caller. */
  public static class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message, null, false, false);
    }

    public String why() {
      return String.valueOf(getMessage());
    }
  }

  /** Reads an address, if it may be sent to now. */
  public URI checked(String url) throws RefusedException {
    URI read = parsed(url);
    resolved(read);
    return read;
  }

  /** Addresses of the host, each of which may be connected to. */
  public List<InetAddress> resolved(URI url) throws RefusedException {
    try {
      String host = url.getHost().replaceAll("[\\[\\]]", "");
      List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
      if (!anywhere && !addresses.stream().allMatch(Addresses::isPublic)) {
        throw new RefusedException("must not lead into a private network");
      }
      return addresses;
    } catch (UnknownHostException e) {
      throw new RefusedException("must name a host that can be found");
    }
  }

  private URI parsed(String url) throws RefusedException {
    try {
      URI read = new URI(url);
      boolean secure = "https".equalsIgnoreCase(read.getScheme());
      boolean plain = anywhere && "http".equalsIgnoreCase(read.getScheme());
      if (url.length() <= LONGEST
          && (secure || plain)
          && read.getHost() != null
          && read.getRawUserInfo() == null
          && read.getRawFragment() == null
          && read.getPort() != 0
          && read.getPort() <= 65_535) {
        return read;
      }
    } catch (URISyntaxException e) {
      throw new RefusedException("must be an https address");
    }
    throw new RefusedException("must be an https address without user name and fragment");
  }
}
