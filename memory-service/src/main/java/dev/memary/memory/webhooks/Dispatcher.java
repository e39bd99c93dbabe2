package dev.memary.memory.webhooks;

import dev.memary.memory.webhooks.Receivers.UnreachableException;
import dev.memary.memory.webhooks.Targets.RefusedException;
import dev.memary.memory.webhooks.WebhookStore.Due;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Sends a delivery once and decides what comes next. */
public final class Dispatcher {
  private static final int GONE = 410;
  private static final int GROWTH = 3;

  private final WebhookStore store;
  private final Receivers receivers;
  private final Targets targets;
  private final Secrets secrets;
  private final Patience patience;

  public Dispatcher(
      WebhookStore store,
      Receivers receivers,
      Targets targets,
      Secrets secrets,
      Patience patience) {
    this.store = store;
    this.receivers = receivers;
    this.targets = targets;
    this.secrets = secrets;
    this.patience = patience;
  }

  /**
   * How long it is tried.
   *
   * @param firstPause after the first failure; each further one is three times as long, up to the
   *     longest, and varies by a fifth
   * @param giveUpAfter how long a delivery is tried
   * @param disableAfter how long a webhook may receive nothing
   */
  public record Patience(
      Duration firstPause, Duration longestPause, Duration giveUpAfter, Duration disableAfter) {
    Duration pause(int attempts, RandomGenerator random) {
      double longest = longestPause.toMillis();
      double pause = Math.min(longest, firstPause.toMillis() * Math.pow(GROWTH, attempts - 1));
      return Duration.ofMillis((long) (pause * random.nextDouble(0.8, 1.2)));
    }
  }

  /** Sends it; true when it was received. */
  public boolean send(Due due) {
    try {
      int status = post(due);
      if (status >= 200 && status < 300) {
        store.delivered(due, "" + status);
        return true;
      }
      if (status == GONE) {
        store.disable(due);
      }
      notReceived(due, "" + status);
    } catch (RefusedException e) {
      notReceived(due, "address refused");
    } catch (UnreachableException e) {
      notReceived(due, e.why());
    }
    return false;
  }

  private int post(Due due) throws RefusedException, UnreachableException {
    Webhook webhook = due.webhook();
    Delivery delivery = due.delivery();
    InetAddress address = targets.resolved(webhook.url()).getFirst();
    String id = "msg_" + delivery.id();
    Instant now = Instant.now();
    return receivers.post(
        webhook.url(),
        address,
        Map.of(
            "webhook-id",
            id,
            "webhook-timestamp",
            "" + now.getEpochSecond(),
            "webhook-signature",
            secrets.signatures(webhook, id, now, delivery.payload())),
        delivery.payload());
  }

  private void notReceived(Due due, String outcome) {
    Instant now = Instant.now();
    Instant failingSince = due.webhook().failingSince();
    boolean isTest = due.delivery().event().equals(Webhook.TEST);
    if (isTest || now.isAfter(due.delivery().createdAt().plus(patience.giveUpAfter()))) {
      store.giveUp(due, outcome);
    } else {
      store.retry(
          due, outcome, patience.pause(due.delivery().attempts(), RandomGenerator.getDefault()));
    }
    if (failingSince != null && now.isAfter(failingSince.plus(patience.disableAfter()))) {
      store.disable(due);
    }
  }
}
