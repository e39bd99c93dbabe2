package dev.memary.worker.extraction;

import static java.util.Objects.requireNonNull;

/** What a fact says of its subject: another entity or a plain value. */
public sealed interface FactObject {

  /** The object as a reader would write it. */
  String text();

  /** An entity of the same extraction, by its name. */
  record EntityObject(String name) implements FactObject {
    public EntityObject {
      if (requireNonNull(name, "name").isBlank()) {
        throw new IllegalArgumentException("An entity needs a name");
      }
    }

    @Override
    public String text() {
      return name;
    }
  }

  /** A value that is no entity of its own. */
  record Literal(String value, LiteralType type) implements FactObject {
    public Literal {
      requireNonNull(type, "type");
      if (requireNonNull(value, "value").isBlank()) {
        throw new IllegalArgumentException("A literal needs a value");
      }
    }

    @Override
    public String text() {
      return value;
    }
  }
}
