package dev.memary.kit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemaryJsonTest {
  private final ObjectMapper json = new ObjectMapper();

  private record Times(Instant at, List<Instant> more) {}

  MemaryJsonTest() {
    new MemaryJson().customize(json);
    json.registerModule(new JavaTimeModule());
  }

  @Test
  void time_thatDatabasesKnow_isRead() throws Exception {
    Times times =
        json.readValue(
            "{\"at\": \"2026-05-08T13:56:00+02:00\", \"more\": [\"9999-12-31T00:00:00Z\"]}",
            Times.class);

    assertThat(times.at()).isEqualTo(Instant.parse("2026-05-08T11:56:00Z"));
    assertThat(times.more()).containsExactly(Instant.parse("9999-12-31T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"at\": \"+1000000000-12-31T23:59:59Z\"}",
        "{\"at\": \"-1000000000-01-01T00:00:00Z\"}",
        "{\"more\": [\"+10000-01-01T00:00:00Z\"]}",
        "{\"at\": 99999999999999}"
      })
  void time_thatNoDatabaseKnows_isRefused(String body) {
    assertThatThrownBy(() -> json.readValue(body, Times.class))
        .isInstanceOf(MismatchedInputException.class);
  }
}
