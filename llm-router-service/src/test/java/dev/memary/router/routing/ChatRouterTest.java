package dev.memary.router.routing;

import static dev.memary.router.routing.FakeProvider.chunk;
import static dev.memary.router.routing.FakeProvider.fails;
import static dev.memary.router.routing.FakeProvider.said;
import static dev.memary.router.routing.FakeProvider.says;
import static dev.memary.router.routing.FakeProvider.streams;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.Busy;
import dev.memary.router.chat.ProviderFailure.CutShort;
import dev.memary.router.chat.ProviderFailure.QuotaExhausted;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.chat.ProviderFailure.Unreachable;
import dev.memary.router.chat.Usage;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.pool.Pool;
import dev.memary.router.routing.NoAnswerException.Reason;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatRouterTest {
  private static final Duration SOON = Duration.ofMillis(300);
  private static final LocalModel LLAMA =
      new LocalModel("llama3:8b", 8192, 2, 0, Duration.ofMillis(50), Duration.ofMillis(50));

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Queue<RouteReport> reports = new ConcurrentLinkedQueue<>();
  private final Pool pool = new Pool(System::nanoTime, 10);
  private final FakeProvider ollama = new FakeProvider();
  private final FakeProvider cloud = new FakeProvider();
  private final Target local = new Target("ollama", "llama3:8b", ollama, null, LLAMA, false, 8192);
  private final Target remote =
      new Target("openai", "gpt", cloud, URI.create("https://cloud"), null, true, 100_000);
  private final ChatRouter router = router(0);

  private ChatRouter router(int retries) {
    Limits limits =
        new Limits(
            Duration.ofSeconds(5),
            SOON,
            SOON,
            Duration.ofSeconds(5),
            retries,
            Duration.ofMillis(20));
    return new ChatRouter(pool, limits, clock, reports::add);
  }

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  @Test
  void firstTarget_answers_andTheSlotIsGivenBack() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(says("Hello", " you"));

    Routed routed = route(local, remote);

    assertThat(texts(routed)).containsExactly("", "Hello", " you", "");
    assertThat(routed.node()).isEqualTo("http://gpu-1");
    assertThat(routed.before()).isEmpty();
    assertThat(cloud.asked).isEmpty();
    assertThat(inFlight()).isZero();
    RouteReport report = onlyReport();
    assertThat(report.failure()).isNull();
    assertThat(report.usage().promptTokens()).isEqualTo(3);
  }

  static List<ProviderFailure> passing() {
    return List.of(
        new Unreachable(),
        new Broken(500),
        new Busy(null),
        new QuotaExhausted(),
        new ProviderFailure.ModelMissing(),
        new ProviderFailure.RateLimited(null),
        new ProviderFailure.Unauthorized(),
        new ProviderFailure.ContextExceeded());
  }

  @ParameterizedTest
  @MethodSource("passing")
  void failureBeforeTheFirstToken_nextTargetAnswers(ProviderFailure failure) {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(fails(failure));
    cloud.answers(says("Hi"));

    Routed routed = route(local, remote);

    assertThat(texts(routed)).contains("Hi");
    assertThat(routed.before().getFirst())
        .isEqualTo(new Attempt("ollama/llama3:8b", "http://gpu-1", failure.kind()));
  }

  @Test
  void failureOnOneNode_anotherNodeFirst() {
    pool.join("http://gpu-1", 0, 3);
    pool.join("http://gpu-2", 0, 3);
    ollama.answers(fails(new Broken(500))).answers(says("Hi"));

    Routed routed = route(local, remote);

    assertThat(texts(routed)).contains("Hi");
    assertThat(ollama.asked).doesNotHaveDuplicates().hasSize(2);
    assertThat(cloud.asked).isEmpty();
  }

  @Test
  void failureInTheMiddle_isToldAndNeverContinuedElsewhere() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(
        streams(
            Multi.createBy()
                .concatenating()
                .streams(
                    Multi.createFrom().item(chunk("Half", true, false)),
                    Multi.createFrom().failure(new ProviderException(new CutShort())))));
    cloud.answers(says("Other"));

    AssertSubscriber<ChatChunk> client = subscribe(route(local, remote));

    client.awaitFailure(SOON.multipliedBy(10));
    assertThat(client.getItems()).hasSize(1);
    assertThat(client.getFailure()).isInstanceOf(ProviderException.class);
    assertThat(cloud.asked).isEmpty();
    assertThat(onlyReport().failure()).isEqualTo(new CutShort());
    assertThat(inFlight()).isZero();
  }

  @Test
  void streamThatEndsWithoutAFinish_isAFailure() {
    cloud.answers(streams(Multi.createFrom().item(chunk("Half", true, false))));

    AssertSubscriber<ChatChunk> client = subscribe(route(remote));

    client.awaitFailure(SOON.multipliedBy(10));
    assertThat(((ProviderException) client.getFailure()).failure()).isEqualTo(new CutShort());
  }

  @Test
  void requestAtFault_isAskedNowhereElse() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(fails(new Refused(400, "invalid_image_url", "no", null)));

    NoAnswerException none = refused(local, remote);

    assertThat(none.reason()).isEqualTo(Reason.REFUSED);
    assertThat(cloud.asked).isEmpty();
    assertThat(pool.view().nodes().getFirst().breakerOpen()).isFalse();
  }

  @Test
  void localOnly_neverAsksTheCloud() {
    NoAnswerException none =
        catchThrowableOfType(
            NoAnswerException.class,
            () -> wait(router.route(call(true, true, 10), List.of(local, remote))));

    assertThat(none.reason()).isEqualTo(Reason.NO_TARGET);
    assertThat(cloud.asked).isEmpty();
  }

  @Test
  void promptTooLong_goesToAModelThatReadsIt_orIsRefused() {
    pool.join("http://gpu-1", 0, 3);
    cloud.answers(says("Hi"));

    Routed routed = wait(router.route(call(true, false, 9000), List.of(local, remote)));

    assertThat(routed.target()).isEqualTo(remote);
    assertThat(routed.before().getFirst().reason()).isEqualTo("context_exceeded");
    NoAnswerException none =
        catchThrowableOfType(
            NoAnswerException.class,
            () -> wait(router.route(call(true, false, 9000), List.of(local))));
    assertThat(none.reason()).isEqualTo(Reason.CONTEXT_EXCEEDED);
  }

  @Test
  void nothingComes_nextTargetAnswers() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(streams(Multi.createFrom().nothing()));
    cloud.answers(says("Hi"));

    Routed routed = route(local, remote);

    assertThat(texts(routed)).contains("Hi");
    assertThat(routed.before().getFirst().reason()).isEqualTo("timeout_first_token");
    assertThat(ollama.cancelled).hasValue(1);
  }

  @Test
  void stall_isTold_andTheProviderIsLeft() {
    cloud.answers(
        streams(
            Multi.createBy()
                .concatenating()
                .streams(
                    Multi.createFrom().item(chunk("Half", true, false)),
                    Multi.createFrom().nothing())));

    AssertSubscriber<ChatChunk> client = subscribe(route(remote));

    client.awaitFailure(SOON.multipliedBy(10));
    assertThat(((ProviderException) client.getFailure()).failure().kind())
        .isEqualTo("timeout_between_tokens");
    assertThat(cloud.cancelled).hasValue(1);
  }

  @Test
  void slowClient_isNoStall() {
    cloud.answers(says("a", "b", "c"));
    Routed routed = route(remote);
    AssertSubscriber<ChatChunk> client =
        chunks(routed).subscribe().withSubscriber(AssertSubscriber.create(1));

    await().pollDelay(SOON.multipliedBy(2)).until(() -> true);
    client.request(10).awaitCompletion();

    assertThat(client.getItems()).hasSize(5);
  }

  @Test
  void clientThatLeaves_endsTheWork() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(
        streams(
            Multi.createBy()
                .concatenating()
                .streams(
                    Multi.createFrom().item(chunk("Half", true, false)),
                    Multi.createFrom().nothing())));
    AssertSubscriber<ChatChunk> client = subscribe(route(local));

    client.cancel();

    await().until(() -> ollama.cancelled.get() == 1);
    assertThat(inFlight()).isZero();
    assertThat(onlyReport().left()).isTrue();
  }

  @Test
  void clientThatLeavesBeforeTheFirstToken_endsTheWork() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(streams(Multi.createFrom().nothing()));

    router.route(call(true, false, 10), List.of(local)).subscribe().with(r -> {}).cancel();

    await().until(() -> ollama.cancelled.get() == 1);
    await().until(() -> inFlight() == 0);
  }

  @Test
  void whole_ofAProviderThatBreaksInTheMiddle_isAnsweredElsewhere() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(() ->
        Uni.createFrom()
            .item(
                new ChatReply.Gathered(
                    Multi.createBy()
                        .concatenating()
                        .streams(
                            Multi.createFrom().item(chunk("Half", true, false)),
                            Multi.createFrom().failure(new ProviderException(new CutShort()))),
                    () -> {
                      throw new AssertionError("not the whole");
                    })));
    cloud.answers(() ->
        Uni.createFrom()
            .item(new ChatReply.Whole(JsonNodeFactory.instance.objectNode(), Usage.NONE)));

    Routed routed = wait(router.route(call(false, false, 10), List.of(local, remote)));

    assertThat(routed.target()).isEqualTo(remote);
    assertThat(routed.before().getFirst().reason()).isEqualTo("cut_short");
    assertThat(inFlight()).isZero();
  }

  @Test
  void deadline_endsWhateverIsUnderWay() {
    cloud.answers(streams(said("a").onItem().call(c -> Uni.createFrom().nothing())));

    NoAnswerException none =
        catchThrowableOfType(
            NoAnswerException.class,
            () ->
                wait(
                    router.route(
                        new ChatCall(
                            JsonNodeFactory.instance.objectNode(),
                            "chat",
                            true,
                            10,
                            "t",
                            "k",
                            false,
                            System.nanoTime() + SOON.dividedBy(2).toNanos()),
                        List.of(remote))));

    assertThat(none.reason()).isEqualTo(Reason.TOO_LATE);
    assertThat(cloud.cancelled.get()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void lastTarget_isAskedAgain_onlyWhenThatMayHelp(ProviderFailure failure) {
    cloud.answers(fails(failure));
    cloud.answers(fails(failure));
    cloud.answers(says("at last"));

    Uni<Routed> routed = router(2).route(call(true, false, 10), List.of(remote));

    if (failure.passes()) {
      assertThat(wait(routed).before()).hasSize(2);
      assertThat(cloud.asked).hasSize(3);
    } else {
      assertThat(catchThrowableOfType(NoAnswerException.class, () -> wait(routed)).attempts())
          .hasSize(1);
      assertThat(cloud.asked).hasSize(1);
    }
  }

  @Test
  void onlyNode_isAskedAgainAfterAPause() {
    pool.join("http://gpu-1", 0, 3);
    ollama.answers(fails(new Broken(500)));
    ollama.answers(says("back"));

    Routed routed = wait(router(1).route(call(true, false, 10), List.of(local)));

    assertThat(texts(routed)).contains("back");
    assertThat(routed.before()).hasSize(1);
  }

  @Test
  void pauseThatTheProviderWants_isTooLong_clientIsTold() {
    Duration hour = Duration.ofHours(1);
    cloud.answers(fails(new ProviderFailure.RateLimited(hour)));

    NoAnswerException none =
        catchThrowableOfType(
            NoAnswerException.class,
            () -> wait(router(2).route(call(true, false, 10), List.of(remote))));

    assertThat(none.retryAfter()).contains(hour);
    assertThat(cloud.asked).hasSize(1);
  }

  @Test
  void streamCutShort_isReportedWithWhatWasCounted() {
    cloud.answers(
        streams(
            Multi.createBy()
                .concatenating()
                .streams(
                    Multi.createFrom().items(chunk("a", true, false), chunk("b", true, false)),
                    Multi.createFrom().failure(new ProviderException(new CutShort())))));

    Routed routed = route(remote);

    assertThat(catchThrowableOfType(ProviderException.class, () -> texts(routed))).isNotNull();
    RouteReport report = onlyReport();
    assertThat(report.estimated()).isTrue();
    assertThat(report.usage().completionTokens()).isEqualTo(2);
    assertThat(report.usage().promptTokens()).isEqualTo(10);
  }

  private Routed route(Target... targets) {
    return wait(router.route(call(true, false, 10), List.of(targets)));
  }

  private NoAnswerException refused(Target... targets) {
    return catchThrowableOfType(NoAnswerException.class, () -> route(targets));
  }

  private static <T> T wait(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }

  private static ChatCall call(boolean streamed, boolean localOnly, int promptTokens) {
    return new ChatCall(
        JsonNodeFactory.instance.objectNode(),
        "chat",
        streamed,
        promptTokens,
        "t",
        "k",
        localOnly,
        System.nanoTime() + Duration.ofSeconds(20).toNanos());
  }

  private static Multi<ChatChunk> chunks(Routed routed) {
    return ((ChatReply.Streamed) routed.reply()).chunks();
  }

  private static AssertSubscriber<ChatChunk> subscribe(Routed routed) {
    return chunks(routed).subscribe().withSubscriber(AssertSubscriber.create(100));
  }

  private static List<String> texts(Routed routed) {
    return chunks(routed)
        .map(c -> c.json().get("text").asText())
        .collect()
        .asList()
        .await()
        .atMost(Duration.ofSeconds(10));
  }

  private int inFlight() {
    return pool.view().nodes().stream()
        .flatMap(n -> n.models().stream())
        .mapToInt(m -> m.inFlight())
        .sum();
  }

  private RouteReport onlyReport() {
    await().until(() -> !reports.isEmpty());
    assertThat(reports).hasSize(1);
    return reports.element();
  }
}
