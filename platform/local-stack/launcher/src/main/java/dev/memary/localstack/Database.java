package dev.memary.localstack;

import java.util.List;
import java.util.Locale;

/**
 * One database per owning service. Its owner runs the migrations; the application and the
 * background jobs log in as roles that own nothing, so row-level security binds them.
 */
enum Database {
  MEMORY,
  GATEWAY,
  AGENT,
  ROUTER;

  String databaseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String owner() {
    return databaseName() + "_owner";
  }

  String app() {
    return databaseName() + "_app";
  }

  String jobs() {
    return databaseName() + "_jobs";
  }

  List<String> roles() {
    return List.of(owner(), app(), jobs());
  }
}
