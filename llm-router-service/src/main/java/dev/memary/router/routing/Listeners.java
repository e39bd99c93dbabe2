package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one. */
record Listeners(List<RouteListener> all) implements RouteListener {
  private static final Logger LOG = System.getLogger(Listeners.class.getName());

  @Override
  public void waited(ChatCall call, Duration time) {
    each(listener -> listener.waited(call, time));
  }

  @Override
  public void failedOver(ChatCall call, Target target, String node, ProviderFailure failure) {
    each(listener -> listener.failedOver(call, target, node, failure));
  }

  @Override
  public void ended(RouteReport report) {
    each(listener -> listener.ended(report));
  }

  private void each(Consumer<RouteListener> tell) {
    for (RouteListener listener : all) {
      try {
        tell.accept(listener);
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "A request is missing in the metrics or the ledger", e);
      }
    }
  }
}
