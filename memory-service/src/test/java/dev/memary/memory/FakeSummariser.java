package dev.memary.memory;

import dev.memary.memory.summaries.Summariser;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A model that answers the tenants it was told an answer for. */
@Mock
@Singleton
public class FakeSummariser implements Summariser {
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  public void answers(String tenant, String text) {
    answers.put(tenant, text);
  }

  @Override
  public Optional<Summarised> summarise(String tenantId, String before, List<String> messages) {
    return Optional.ofNullable(answers.get(tenantId))
        .map(text ->
            new Summarised(
                text.formatted(messages.size(), before.isEmpty() ? "" : "+"), "test-model"));
  }
}
