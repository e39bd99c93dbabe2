package dev.memary.systemtests.bench;

import dev.memary.systemtests.bench.AnswerReader.WrongAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Asks without waiting for earlier answers, on event loops that take turns. */
final class AskingClient implements AutoCloseable {
  /** Servers close idle connections after five seconds or more; we must be first. */
  private static final int KEEP_ALIVE_SECONDS = 3;

  private final Duration patience;
  private final List<Loop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  private record Loop(Vertx vertx, HttpClient http) {}

  /**
   * @param patience after which an answer is given up
   * @param connections how many at most, on all loops together
   */
  AskingClient(int eventLoops, int connections, Duration patience) {
    this.patience = patience;
    int each = Math.ceilDiv(connections, eventLoops);
    this.loops = Stream.generate(() -> loop(each)).limit(eventLoops).toList();
  }

  private static Loop loop(int connections) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    HttpClient http =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS))
            .with(new PoolOptions().setHttp1MaxSize(connections))
            .withConnectHandler(AskingClient::leaveToItsRequest)
            .build();
    return new Loop(vertx, http);
  }

  /** What breaks a connection fails its request, too; it need not be logged. */
  static void leaveToItsRequest(HttpConnection connection) {
    connection.exceptionHandler(_ -> {});
  }

  /**
   * Asks, and counts down once the answer is judged.
   *
   * @param intended when the request was due, on the clock of {@link System#nanoTime()}
   */
  void ask(Route route, Question question, long intended, Figures figures, CountDownLatch end) {
    Loop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    loop.vertx()
        .runOnContext(_ ->
            ask(loop.http(), route, new AnswerReader(question, intended, figures), question)
                .onFailure(e -> figures.failed(reason(e)))
                .onComplete(_ -> end.countDown()));
  }

  private Future<Void> ask(HttpClient http, Route route, AnswerReader reader, Question question) {
    return http.request(route.request(patience))
        .compose(request -> request.send(question.body()))
        .compose(reader::read);
  }

  private static String reason(Throwable e) {
    return switch (e) {
      case WrongAnswer wrong -> wrong.getMessage();
      case TimeoutException late -> "timeout";
      default -> e.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    loops.forEach(loop -> loop.vertx().close().toCompletionStage().toCompletableFuture().join());
  }
}
