package dev.memary.memory.webhooks;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Which addresses are of the public Internet: everything else is somebody's inside. */
final class Addresses {
  /** IPv4 that is not public, after IANA's registry of special-purpose addresses. */
  private static final List<Range> NOT_PUBLIC_4 =
      List.of(
          new Range("0.0.0.0", 8),
          new Range("10.0.0.0", 8),
          new Range("100.64.0.0", 10),
          new Range("127.0.0.0", 8),
          new Range("169.254.0.0", 16),
          new Range("172.16.0.0", 12),
          new Range("192.0.0.0", 24),
          new Range("192.0.2.0", 24),
          new Range("192.88.99.0", 24),
          new Range("192.168.0.0", 16),
          new Range("198.18.0.0", 15),
          new Range("198.51.100.0", 24),
          new Range("203.0.113.0", 24),
          new Range("224.0.0.0", 4),
          new Range("240.0.0.0", 4));

  /** Global unicast; mapped and translated IPv4, local and multicast addresses are outside. */
  private static final Range PUBLIC_6 = new Range("2000::", 3);

  /** Of these, tunnels that may lead anywhere, and what stands in documents. */
  private static final List<Range> NOT_PUBLIC_6 =
      List.of(
          new Range("2001::", 23),
          new Range("2001:db8::", 32),
          new Range("2002::", 16),
          new Range("3fff::", 20));

  private Addresses() {}

  static boolean isPublic(InetAddress address) {
    return address instanceof Inet4Address
        ? NOT_PUBLIC_4.stream().noneMatch(range -> range.holds(address))
        : PUBLIC_6.holds(address) && NOT_PUBLIC_6.stream().noneMatch(range -> range.holds(address));
  }

  private record Range(InetAddress first, int bits) {
    Range(String first, int bits) {
      this(InetAddress.ofLiteral(first), bits);
    }

    boolean holds(InetAddress address) {
      byte[] bytes = address.getAddress();
      int rest = bytes.length * Byte.SIZE - bits;
      return prefix(bytes, rest).equals(prefix(first.getAddress(), rest));
    }

    private static BigInteger prefix(byte[] address, int rest) {
      return new BigInteger(1, address).shiftRight(rest);
    }
  }
}
