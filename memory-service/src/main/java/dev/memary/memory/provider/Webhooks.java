package dev.memary.memory.provider;

import dev.memary.memory.webhooks.Dispatcher;
import dev.memary.memory.webhooks.Dispatcher.Patience;
import dev.memary.memory.webhooks.Receivers;
import dev.memary.memory.webhooks.Secrets;
import dev.memary.memory.webhooks.Targets;
import dev.memary.memory.webhooks.WebhookStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What webhooks are made of, as it is configured. Without a key there is none of it. */
@ApplicationScoped
public class Webhooks {
  @Produces
  @Singleton
  Optional<Secrets> secrets(WebhookConfig config) {
    return Secrets.of(config.key().orElse(null));
  }

  @Produces
  @Singleton
  Targets targets(WebhookConfig config) {
    return new Targets(config.allowPrivate());
  }

  @Produces
  @Singleton
  Optional<Dispatcher> dispatcher(
      WebhookStore store,
      Receivers receivers,
      Targets targets,
      Optional<Secrets> secrets,
      WebhookConfig config) {
    Patience patience =
        new Patience(
            config.firstPause(),
            config.longestPause(),
            config.giveUpAfter(),
            config.disableAfter());
    return secrets.map(known -> new Dispatcher(store, receivers, targets, known, patience));
  }
}
