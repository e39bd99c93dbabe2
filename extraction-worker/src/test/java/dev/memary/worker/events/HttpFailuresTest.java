package dev.memary.worker.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.events.FailureKind;
import dev.memary.events.HttpFailures;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Here, because it takes an implementation of Jakarta REST to make a response. */
class HttpFailuresTest {
  @ParameterizedTest
  @CsvSource({
    "400,REFUSED",
    "401,UNAVAILABLE",
    "403,UNAVAILABLE",
    "404,FAILED",
    "408,UNAVAILABLE",
    "409,REFUSED",
    "413,REFUSED",
    "422,REFUSED",
    "425,UNAVAILABLE",
    "429,UNAVAILABLE",
    "500,FAILED",
    "502,UNAVAILABLE",
    "503,UNAVAILABLE",
    "504,UNAVAILABLE"
  })
  void status_isOfItsKind(int status, FailureKind kind) {
    var answer = new WebApplicationException(Response.status(status).build());

    assertThat(new HttpFailures().kindOf(answer)).contains(kind);
  }
}
