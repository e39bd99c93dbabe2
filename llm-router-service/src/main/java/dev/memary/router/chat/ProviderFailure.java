package dev.memary.router.chat;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What went wrong at a provider, as far as it matters for what to do next. */
public sealed interface ProviderFailure {

  /** Nobody answers at the address. */
  record Unreachable() implements ProviderFailure {}

  /** It has too much to do; nothing is wrong with it. */
  record Busy(@Nullable Duration retryAfter) implements ProviderFailure {}

  /** We ask more often than we may. */
  record RateLimited(@Nullable Duration retryAfter) implements ProviderFailure {}

  /** The account is used up: asking again does not help. */
  record QuotaExhausted() implements ProviderFailure {}

  /** The key is missing or wrong. */
  record Unauthorized() implements ProviderFailure {}

  /** It does not have the model. */
  record ModelMissing() implements ProviderFailure {}

  /** The prompt is longer than the model reads. */
  record ContextExceeded() implements ProviderFailure {}

  /**
   * The request is at fault; nobody else would answer it either.
   *
   * @param error the provider's error object, shown to the client
   */
  record Refused(int status, String code, String message, @Nullable String parameter)
      implements ProviderFailure {}

  /** It failed. */
  record Broken(int status) implements ProviderFailure {}

  /** Its answer ended before its end. */
  record CutShort() implements ProviderFailure {}

  /** It was too slow. */
  record TimedOut(Phase phase) implements ProviderFailure {}

  /** What took too long. */
  enum Phase {
    FIRST_TOKEN,
    BETWEEN_TOKENS,
    TOTAL
  }

  /** Whether another provider or node may do better. */
  default boolean elsewhere() {
    return switch (this) {
      case Refused refused -> false;
      case TimedOut timedOut -> timedOut.phase() != Phase.TOTAL;
      case Unreachable u -> true;
      case Busy b -> true;
      case RateLimited r -> true;
      case QuotaExhausted q -> true;
      case Unauthorized u -> true;
      case ModelMissing m -> true;
      case ContextExceeded c -> true;
      case Broken b -> true;
      case CutShort c -> true;
    };
  }

  /** When it is worth to ask again, where the provider tells. */
  default @Nullable Duration retryAfter() {
    return null;
  }

  /** Its name in metrics, headers and logs. */
  default String kind() {
    return switch (this) {
      case TimedOut timedOut -> "timeout_" + timedOut.phase().name().toLowerCase(Locale.ROOT);
      case Unreachable u -> "unreachable";
      case Busy b -> "busy";
      case RateLimited r -> "rate_limited";
      case QuotaExhausted q -> "quota_exhausted";
      case Unauthorized u -> "unauthorized";
      case ModelMissing m -> "model_missing";
      case ContextExceeded c -> "context_exceeded";
      case Refused r -> "refused";
      case Broken b -> "broken";
      case CutShort c -> "cut_short";
    };
  }
}
