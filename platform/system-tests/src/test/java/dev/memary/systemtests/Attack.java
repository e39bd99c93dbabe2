package dev.memary.systemtests;

import java.net.URI;
import java.util.List;

/**
 * One forged request.
 *
 * @param kind of the attack, for the count
 * @param bearer the credential, or null for none
 * @param locked whether only a refusal is right, with 401 or 403
 */
record Attack(
    String kind,
    URI server,
    String method,
    String path,
    String bearer,
    String body,
    List<String> headers,
    boolean locked) {

  static Attack of(String kind, URI server, String method, String path, String body) {
    return new Attack(kind, server, method, path, null, body, List.of(), false);
  }

  Attack as(String credential) {
    return new Attack(kind, server, method, path, credential, body, headers, locked);
  }

  Attack with(String... more) {
    return new Attack(kind, server, method, path, bearer, body, List.of(more), locked);
  }

  Attack mustBeLockedOut() {
    return new Attack(kind, server, method, path, bearer, body, headers, true);
  }

  @Override
  public String toString() {
    String shown = body == null ? "" : body.substring(0, Math.min(200, body.length()));
    return kind + ": " + method + " " + server.getPort() + cut(path) + " " + cut(headers + shown);
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(260, text.length()));
  }
}
