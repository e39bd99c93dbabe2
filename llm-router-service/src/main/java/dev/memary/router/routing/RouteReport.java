package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one target had to do with a request.
 *
 * @param node address of the local node; empty for a cloud provider
 * @param estimated whether the usage was counted here, because the provider did not get to say it
 * @param firstToken from the arrival of the request to its first content; null when none came
 * @param atTarget from asking the target to the end
 * @param whole from the arrival of the request to the end
 * @param failure null when it answered to the end, or the client left
 * @param left whether the client left
 */
public record RouteReport(
    ChatCall call,
    Target target,
    String node,
    Usage usage,
    boolean estimated,
    @Nullable Duration firstToken,
    Duration atTarget,
    Duration whole,
    @Nullable ProviderFailure failure,
    boolean left) {

  /** How it ended, in a word: answered, abandoned, or the kind of the failure. */
  public String outcome() {
    if (left) {
      return "abandoned";
    }
    return failure == null ? "answered" : failure.kind();
  }
}
