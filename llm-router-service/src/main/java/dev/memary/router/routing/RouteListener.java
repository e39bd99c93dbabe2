package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import java.time.Duration;
import java.util.List;

/** Port: who wants to know what became of requests (metrics, the ledger). Must not block. */
public interface RouteListener {
  /** A request has waited so long for a slot. */
  default void waited(ChatCall call, Duration time) {}

  /** A target did not answer. */
  default void failedOver(ChatCall call, Target target, String node, ProviderFailure failure) {}

  /** What one target had to do with a request is over. */
  void ended(RouteReport report);

  /** Tells each of them; a listener that fails is no reason for a request to. */
  static RouteListener all(List<RouteListener> listeners) {
    return new Listeners(listeners);
  }
}
