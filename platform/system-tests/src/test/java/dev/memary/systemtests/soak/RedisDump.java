package dev.memary.systemtests.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Everything Redis holds, by its own plain protocol: keys, and values as DUMP gives them. */
final class RedisDump {
  private final LocalStack stack;

  RedisDump(LocalStack stack) {
    this.stack = stack;
  }

  boolean contains(String text) {
    try (var socket = new Socket("127.0.0.1", stack.ports().of(Port.REDIS));
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
      ask(socket, "AUTH", stack.secret("redis"));
      in.readLine();
      ask(socket, "KEYS", "*");
      List<String> keys = strings(in);
      for (String key : keys) {
        ask(socket, "DUMP", key);
        if (key.contains(text) || bulk(in).contains(text)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ask(Socket socket, String... words) throws IOException {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append('$').append(word.getBytes(ISO_8859_1).length).append("\r\n");
      request.append(word).append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static List<String> strings(BufferedReader in) throws IOException {
    int count = Integer.parseInt(in.readLine().substring(1));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bulk(in));
    }
    return all;
  }

  private static String bulk(BufferedReader in) throws IOException {
    int length = Integer.parseInt(in.readLine().substring(1));
    if (length < 0) {
      return "";
    }
    char[] value = new char[length + 2];
    for (int read = 0; read < value.length; ) {
      read += in.read(value, read, value.length - read);
    }
    return new String(value, 0, length);
  }
}
