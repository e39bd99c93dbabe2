package dev.memary.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.RateLimited;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.chat.ProviderFailure.Unreachable;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.EmbeddingCall;
import dev.memary.router.embeddings.Embeddings;
import dev.memary.router.embeddings.InputType;
import dev.memary.router.embeddings.Prefixes;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Pool;
import dev.memary.router.routing.EmbeddingTarget.Fixed;
import dev.memary.router.routing.EmbeddingTarget.OnNodes;
import dev.memary.router.routing.NoAnswerException.Reason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddingRouterTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final LocalModel NOMIC =
      new LocalModel("nomic", 2048, 1, 0, Duration.ofMillis(10), Duration.ofMillis(50));

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Pool pool = new Pool(System::nanoTime, 1);
  private final EmbeddingRouter router =
      new EmbeddingRouter(
          pool, new Limits(Duration.ofSeconds(5), SOON, SOON, LONG, 0, SOON), clock);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> read = new CopyOnWriteArrayList<>();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final Map<String, Uni<Embeddings>> answers = new HashMap<>();
  private final EmbeddingTarget onNodes =
      new EmbeddingTarget(
          "ollama",
          "nomic",
          new OnNodes(NOMIC, this::embedder),
          false,
          new Prefixes("document: ", "query: "));
  private final EmbeddingTarget inCloud =
      new EmbeddingTarget("openai", "small", new Fixed(embedder("cloud")), true, Prefixes.NONE);

  @BeforeEach
  void tick() {
    clock.scheduleAtFixedRate(pool::tick, 20, 20, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  @Test
  void node_embeds_andTheSlotIsGivenBack() {
    pool.join("gpu-1", 0, 3);

    Embedded embedded = embed(onNodes, LONG);

    assertThat(embedded.embeddings().vectors()).hasSize(1);
    assertThat(embedded.before()).isEmpty();
    assertThat(inFlight()).isZero();
  }

  @Test
  void texts_areReadAsTheModelWasTrainedTo() {
    pool.join("gpu-1", 0, 3);

    embed(onNodes, LONG);
    await(router.embed(call(InputType.QUERY, false, LONG), onNodes));

    assertThat(read).containsExactly("document: a cat", "query: a cat");
  }

  @Test
  void failureOnOneNode_theSameModelOnAnother() {
    pool.join("gpu-1", 0, 3);
    pool.join("gpu-2", 0, 3);
    answers.put("gpu-1", fails(new Broken(500)));

    Embedded embedded = embed(onNodes, LONG);

    assertThat(asked).containsExactly("gpu-1", "gpu-2");
    assertThat(embedded.before()).containsExactly(new Attempt("ollama/nomic", "gpu-1", "broken"));
    assertThat(inFlight()).isZero();
  }

  @Test
  void silentNode_isLeftForAnother() {
    pool.join("gpu-1", 0, 3);
    pool.join("gpu-2", 0, 3);
    answers.put("gpu-1", silence());

    Embedded embedded = embed(onNodes, LONG);

    assertThat(embedded.before())
        .containsExactly(new Attempt("ollama/nomic", "gpu-1", "timeout_first_token"));
    assertThat(cancelled).hasValue(1);
  }

  static List<ProviderFailure> atFault() {
    return List.of(
        new ContextExceeded(), new Refused(400, "invalid_value", "dimensions", "dimensions"));
  }

  @ParameterizedTest
  @MethodSource("atFault")
  void requestAtFault_isAskedNowhereElse(ProviderFailure failure) {
    pool.join("gpu-1", 0, 3);
    pool.join("gpu-2", 0, 3);
    answers.put("gpu-1", fails(failure));

    NoAnswerException none = refused(onNodes, LONG);

    assertThat(asked).containsExactly("gpu-1");
    assertThat(none.last()).contains(failure);
    assertThat(none.reason()).isIn(Reason.CONTEXT_EXCEEDED, Reason.REFUSED);
  }

  @Test
  void everyNodeFails_whatWentWrongIsTold() {
    pool.join("gpu-1", 0, 3);
    pool.join("gpu-2", 0, 3);
    answers.put("gpu-1", fails(new Unreachable()));
    answers.put("gpu-2", fails(new Broken(500)));

    NoAnswerException none = refused(onNodes, LONG);

    assertThat(none.reason()).isEqualTo(Reason.ALL_FAILED);
    assertThat(none.last()).contains(new Broken(500));
    assertThat(none.attempts()).extracting(Attempt::node).containsExactly("gpu-1", "gpu-2");
  }

  @Test
  void noNode_noTarget_andNobodyElseIsAsked() {
    assertThat(refused(onNodes, LONG).reason()).isEqualTo(Reason.NO_TARGET);
    assertThat(asked).isEmpty();
  }

  @Test
  void cloudFails_andSaysWhenToAskAgain() {
    answers.put("cloud", fails(new RateLimited(Duration.ofSeconds(7))));

    NoAnswerException none = refused(inCloud, LONG);

    assertThat(none.reason()).isEqualTo(Reason.ALL_FAILED);
    assertThat(none.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void localOnly_neverReachesTheCloud() {
    NoAnswerException none =
        catchThrowableOfType(
            NoAnswerException.class,
            () -> await(router.embed(call(InputType.PASSAGE, true, LONG), inCloud)));

    assertThat(none.reason()).isEqualTo(Reason.NO_TARGET);
    assertThat(asked).isEmpty();
  }

  @Test
  void deadline_endsTheWork() {
    answers.put("cloud", silence());

    assertThat(refused(inCloud, SOON).reason()).isEqualTo(Reason.TOO_LATE);
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void whoLeaves_takesTheWorkAlong_andTheNextOneGetsTheSlot() {
    pool.join("gpu-1", 0, 3);
    answers.put("gpu-1", silence());
    UniAssertSubscriber<Embedded> first = subscribe();
    UniAssertSubscriber<Embedded> waiting = subscribe();
    assertThat(asked).hasSize(1);
    assertThat(pool.view().waiting()).isEqualTo(1);

    waiting.cancel();
    first.cancel();

    assertThat(cancelled).hasValue(1);
    assertThat(pool.view().waiting()).isZero();
    answers.remove("gpu-1");
    assertThat(embed(onNodes, LONG).before()).isEmpty();
    assertThat(inFlight()).isZero();
  }

  private UniAssertSubscriber<Embedded> subscribe() {
    return router
        .embed(call(InputType.PASSAGE, false, LONG), onNodes)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private Embedder embedder(String at) {
    return (texts, dimensions) -> {
      asked.add(at);
      read.addAll(texts);
      return answers
          .getOrDefault(at, Uni.createFrom().item(new Embeddings(List.of(new float[] {1}), 1)))
          .onCancellation()
          .invoke(cancelled::incrementAndGet);
    };
  }

  private static Uni<Embeddings> fails(ProviderFailure failure) {
    return Uni.createFrom().failure(new ProviderException(failure));
  }

  private static Uni<Embeddings> silence() {
    return Uni.createFrom().nothing();
  }

  private Embedded embed(EmbeddingTarget target, Duration patience) {
    return await(router.embed(call(InputType.PASSAGE, false, patience), target));
  }

  private NoAnswerException refused(EmbeddingTarget target, Duration patience) {
    return catchThrowableOfType(NoAnswerException.class, () -> embed(target, patience));
  }

  private static Embedded await(Uni<Embedded> embedded) {
    return embedded.await().atMost(LONG);
  }

  private static EmbeddingCall call(InputType type, boolean localOnly, Duration patience) {
    return new EmbeddingCall(
        "embed",
        List.of("a cat"),
        type,
        null,
        "t",
        localOnly,
        System.nanoTime() + patience.toNanos());
  }

  private int inFlight() {
    return pool.view().nodes().stream()
        .flatMap(n -> n.models().stream())
        .mapToInt(m -> m.inFlight())
        .sum();
  }
}
