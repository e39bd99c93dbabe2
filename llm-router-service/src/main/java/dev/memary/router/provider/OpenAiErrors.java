package dev.memary.router.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.Busy;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.ModelMissing;
import dev.memary.router.chat.ProviderFailure.QuotaExhausted;
import dev.memary.router.chat.ProviderFailure.RateLimited;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.chat.ProviderFailure.Unauthorized;
import dev.memary.router.provider.ProviderHttp.Answer;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the errors of OpenAI's API mean. */
final class OpenAiErrors {
  private static final Set<String> USED_UP =
      Set.of("insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached");
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  private OpenAiErrors() {}

  static ProviderFailure failure(Answer answer, JsonNode error) {
    String code = error.path("code").asText("");
    return switch (answer.status()) {
      case 401, 403 -> new Unauthorized();
      case 404 -> new ModelMissing();
      case 408, 409, 500, 502, 504 -> new Broken(answer.status());
      case 429 ->
          USED_UP.contains(code) || USED_UP.contains(error.path("type").asText(""))
              ? new QuotaExhausted()
              : new RateLimited(retryAfter(answer));
      case 503 -> new Busy(retryAfter(answer));
      default ->
          code.equals("context_length_exceeded")
              ? new ContextExceeded()
              : answer.status() >= 500 ? new Broken(answer.status()) : refused(answer, error, code);
    };
  }

  private static Refused refused(Answer answer, JsonNode error, String code) {
    return new Refused(
        answer.status(),
        code.isEmpty() ? "invalid_request" : code,
        error.path("message").asText("The provider refused the request."),
        error.path("param").isTextual() ? error.path("param").asText() : null);
  }

  private static @Nullable Duration retryAfter(Answer answer) {
    Duration millis = number(answer.header("retry-after-ms"), 1);
    return millis != null ? millis : number(answer.header("Retry-After"), 1000);
  }

  private static @Nullable Duration number(String value, long millisPerUnit) {
    try {
      Duration time = Duration.ofMillis((long) (Double.parseDouble(value) * millisPerUnit));
      return time.isNegative() || time.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : time;
    } catch (NumberFormatException e) { // a date, or nothing
      return null;
    }
  }
}
