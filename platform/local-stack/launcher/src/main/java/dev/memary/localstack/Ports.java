package dev.memary.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** A number for every {@link Port}. */
public record Ports(Map<Port, Integer> numbers) {

  private static final int CONNECT_MILLIS = 500;

  public Ports {
    numbers = Map.copyOf(numbers);
    for (var port : Port.values()) {
      if (!numbers.containsKey(port)) {
        throw new IllegalArgumentException("no number for " + port);
      }
    }
  }

  /** The documented ports, each moved by the offset. */
  public static Ports fixed(int offset) {
    var numbers = new EnumMap<Port, Integer>(Port.class);
    for (var port : Port.values()) {
      var number = port.standard() + offset;
      if (number < 1 || number > 65_535) {
        throw new StackException(
            "A port offset of %d would move %s to %d, which is no port."
                .formatted(offset, port.owner(), number));
      }
      numbers.put(port, number);
    }
    return new Ports(numbers);
  }

  /**
   * Free ports, for tests. They lie below the range the kernel hands out for outgoing connections,
   * so nobody takes one by accident while its server is being restarted.
   */
  public static Ports free() {
    var numbers = new EnumMap<Port, Integer>(Port.class);
    Set<Integer> taken = new HashSet<>();
    for (var port : Port.values()) {
      numbers.put(port, nextFree(taken));
    }
    return new Ports(numbers);
  }

  public int of(Port port) {
    return Objects.requireNonNull(numbers.get(port));
  }

  static int nextFree(Set<Integer> taken) {
    while (true) {
      var candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      if (isFree(candidate) && taken.add(candidate)) {
        return candidate;
      }
    }
  }

  static boolean isFree(int port) {
    if (accepts(port)) {
      return false;
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
