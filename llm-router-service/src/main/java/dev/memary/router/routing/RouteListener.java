package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import java.time.Duration;

/** Port: who wants to know what became of requests (metrics, the ledger). Must not block. */
public interface RouteListener {
  /** A request has waited so long for a slot. */
  void waited(ChatCall call, Duration time);

  /** A target did not answer. */
  void failedOver(ChatCall call, Target target, String node, ProviderFailure failure);

  /** What one target had to do with a request is over. */
  void ended(RouteReport report);
}
