package dev.memary.kit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Refuses times before the year 1 and after the year 9999: {@link Instant} knows a billion years
 * more than any database does.
 */
final class BoundedTimes extends DelegatingDeserializer {
  private static final long serialVersionUID = 1L;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private BoundedTimes(JsonDeserializer<?> delegate) {
    super(delegate);
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
    return new BoundedTimes(delegate);
  }

  @Override
  public @Nullable Object deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    Object time = super.deserialize(parser, context);
    if (time instanceof Instant instant && (instant.isBefore(FIRST) || instant.isAfter(LAST))) {
      return context.handleWeirdStringValue(
          Instant.class, parser.getText(), "must be a time in the years 1 to 9999");
    }
    return time;
  }

  /** Puts the bounds around whatever reads times. */
  static final class Modifier extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription type, JsonDeserializer<?> deserializer) {
      return type.getBeanClass() == Instant.class ? new BoundedTimes(deserializer) : deserializer;
    }
  }
}
