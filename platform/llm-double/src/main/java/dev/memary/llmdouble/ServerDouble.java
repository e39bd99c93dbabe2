package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the doubles have in common: routes, what was asked, what goes wrong, and their end. */
public abstract sealed class ServerDouble implements AutoCloseable
    permits LlmDouble, OllamaDouble, PerplexityDouble {
  /** How much longer a load takes with {@link Fault#SLOW_LOAD}. */
  public static final Duration SLOW_LOAD = Duration.ofSeconds(3);

  private static final int BACKLOG = 1_024;

  static {
    // Without it every second word of a stream waits 40 ms for the acknowledgement of the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  final Faults faults = new Faults();
  final InFlight inFlight = new InFlight();
  final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final AtomicInteger abandoned = new AtomicInteger();
  private final Map<String, Map<String, Handler>> routes = new HashMap<>();
  private final HttpServer server;
  private volatile CountDownLatch held = new CountDownLatch(1);
  private volatile boolean stopped;

  ServerDouble(int port) {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("The port " + port + " cannot be opened", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::dispatch);
    route("PUT", FaultControl.PATH, new FaultControl(this)::answer);
  }

  /** Where it answers: {@code http://127.0.0.1:port}, without a path. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The bodies of the requests that ask a model for text, oldest first. */
  public List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  /** How many streams were left by their client before their end, as far as was noticed. */
  public int abandoned() {
    return abandoned.get();
  }

  /** How many requests to models are taken and not yet answered. */
  public int inFlight() {
    return inFlight.now();
  }

  /** How many of them ask this model. */
  public int inFlight(String model) {
    return inFlight.now(model);
  }

  /** The most that ever asked this model at once. */
  public int mostInFlight(String model) {
    return inFlight.most(model);
  }

  /**
   * The next requests to models fail so, however they are asked; several calls form a script, in
   * which {@link Fault#NONE} is a request that goes well.
   */
  public void fail(Fault fault, int times) {
    faults.next(fault, times);
  }

  /** Every request to a model fails so; {@link Fault#NONE} ends that. */
  public void failAlways(Fault fault) {
    faults.always(fault);
  }

  /** Breaks the connections of the requests that hang or stall, which nothing else would end. */
  public void release() {
    CountDownLatch before = held;
    held = new CountDownLatch(1);
    before.countDown();
  }

  /** Forgets the requests and faults so far. */
  public void reset() {
    requests.clear();
    abandoned.set(0);
    inFlight.forget();
    faults.none();
  }

  /** Dies as a killed process does: the port closes, and every connection in the middle. */
  public void crash() {
    stopped = true;
    server.stop(0);
    threads.shutdownNow();
  }

  @Override
  public void close() {
    crash();
  }

  /** Answers a path that is not served, or not with this method. */
  abstract void unknown(Call call, int status) throws IOException;

  final void route(String method, String path, Handler handler) {
    routes.computeIfAbsent(path, _ -> new HashMap<>()).put(method, handler);
  }

  final void serve() {
    server.start();
  }

  /** Sends a stream; whoever leaves it before its end is counted. */
  final void stream(Call call, String contentType, Stream stream)
      throws IOException, InterruptedException {
    try {
      stream.writeTo(call.stream(contentType));
      call.http().close();
    } catch (Broken e) {
      throw e;
    } catch (IOException e) {
      if (!stopped) {
        abandoned.incrementAndGet();
      }
      throw e;
    }
  }

  final void hang() throws IOException, InterruptedException {
    held.await();
    throw new Broken();
  }

  private void dispatch(HttpExchange exchange) throws IOException {
    Call call = new Call(exchange);
    Map<String, Handler> methods = routes.getOrDefault(call.path(), Map.of());
    Handler handler = methods.get(call.method());
    if (handler == null) {
      unknown(call, methods.isEmpty() ? 404 : 405);
      return;
    }
    try {
      handler.handle(call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken();
    }
  }

  interface Handler {
    void handle(Call call) throws IOException, InterruptedException;
  }

  interface Stream {
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }
}
