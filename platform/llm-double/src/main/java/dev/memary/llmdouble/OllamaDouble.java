package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.llmdouble.Answer.Said;
import dev.memary.llmdouble.Scheduler.Lease;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An Ollama with its native API and its manners: models are loaded, evicted and reloaded, requests
 * wait for slots, prompts are cut without a word. It says nothing of how many requests wait, but
 * its counters do.
 */
public final class OllamaDouble extends ServerDouble {
  /** What {@code /api/version} says. */
  public static final String VERSION = "0.33.0";

  private static final String NDJSON = "application/x-ndjson";

  private final OllamaSettings settings;
  private final OllamaCatalogue catalogue;
  private final Scheduler scheduler;
  private final AtomicInteger truncations = new AtomicInteger();

  private OllamaDouble(int port, OllamaSettings settings) {
    super(port);
    this.settings = settings;
    this.catalogue = new OllamaCatalogue(settings);
    this.scheduler = new Scheduler(settings);
    for (String method : List.of("GET", "HEAD")) {
      route(method, "/", call -> call.reply(200, "Ollama is running"));
      route(method, "/api/version", call -> call.reply(200, Reply.node().put("version", VERSION)));
      route(method, "/api/tags", call -> call.reply(200, catalogue.tags()));
    }
    route("GET", "/api/ps", call -> call.reply(200, OllamaCatalogue.ps(scheduler.residents())));
    operation("/api/show", this::show);
    operation("/api/pull", this::pull);
    operation("/api/chat", call -> text(call, OllamaShape.CHAT));
    operation("/api/generate", call -> text(call, OllamaShape.GENERATE));
    operation("/api/embed", this::embed);
    threads.execute(scheduler::run);
    serve();
  }

  /** Starts the standard one on the port; 0 takes any that is free. */
  public static OllamaDouble start(int port) {
    return start(port, OllamaSettings.standard());
  }

  public static OllamaDouble start(int port, OllamaSettings settings) {
    return new OllamaDouble(port, settings);
  }

  /** How many loads are done, reloads included. */
  public int loads() {
    return scheduler.loads();
  }

  /** How many models were unloaded for a request that wanted other options. */
  public int reloads() {
    return scheduler.reloads();
  }

  /** How many models were unloaded because another one needed their memory. */
  public int evictions() {
    return scheduler.evictions();
  }

  /** How many prompts lost their oldest messages, or a part of the last one. */
  public int truncations() {
    return truncations.get();
  }

  /** How many requests wait for a load or for a slot. */
  public int waiting() {
    return scheduler.waiting();
  }

  /** The models on the GPU, or on their way to it. */
  public List<String> resident() {
    return scheduler.residents().stream().map(r -> r.model().name()).toList();
  }

  @Override
  public int inFlight(String model) {
    return super.inFlight(OllamaModel.canonical(model));
  }

  @Override
  public int mostInFlight(String model) {
    return super.mostInFlight(OllamaModel.canonical(model));
  }

  /** Forgets what was counted; what is resident stays. */
  @Override
  public void reset() {
    super.reset();
    scheduler.forget();
    truncations.set(0);
  }

  @Override
  void unknown(Call call, int status) throws IOException {
    call.reply(status, status == 404 ? "404 page not found" : "405 method not allowed");
  }

  private void operation(String path, Operation operation) {
    route(
        "POST",
        path,
        call -> {
          try {
            operation.answer(call);
          } catch (Refusal e) {
            call.reply(e.status(), OllamaReply.error(e.reason()));
          }
        });
  }

  private void show(Call call) throws IOException, Refusal {
    OllamaRequest request = OllamaRequest.of(call);
    call.reply(200, OllamaCatalogue.show(catalogue.find(request.model())));
  }

  private void text(Call call, OllamaShape shape)
      throws IOException, InterruptedException, Refusal {
    Stopwatch watch = new Stopwatch();
    OllamaRequest request = OllamaRequest.of(call);
    requests.add(request.body());
    try (InFlight.Ticket ticket = inFlight.enter(OllamaModel.canonical(request.model()))) {
      Fault fault = fault(call, request);
      OllamaModel model = able(request, shape);
      if (shape.asksNothing(request.body())) {
        String done = loadOrUnload(request, model, fault);
        ticket.close();
        call.reply(200, OllamaReply.nothing(shape, request, done));
        return;
      }
      try (Lease lease = scheduler.resident(wish(request, model, fault))) {
        watch.load();
        ContextWindow window = window(shape.messages(request.body()), request, lease.numCtx());
        lease.takeSlot();
        watch.slot();
        Answer answer = answer(request, window, model, fault);
        OllamaReply reply = new OllamaReply(shape, request, window, answer, watch);
        send(call, request, reply, fault, () -> giveBack(lease, ticket));
      }
    }
  }

  private void send(
      Call call, OllamaRequest request, OllamaReply reply, Fault fault, Runnable beforeEnd)
      throws IOException, InterruptedException {
    Speech speech = new Speech(this, fault, settings.perToken());
    if (request.streamed()) {
      stream(call, NDJSON, out -> reply.stream(out, speech, beforeEnd));
    } else {
      reply.whole(call, speech, beforeEnd);
    }
  }

  private static void giveBack(Lease lease, InFlight.Ticket ticket) {
    lease.close();
    ticket.close();
  }

  private Fault fault(Call call, OllamaRequest request)
      throws IOException, InterruptedException, Refusal {
    Fault fault = faults.of(call.fault(), request.model());
    Optional<Refusal> refusal = Refusal.of(fault, request.model());
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (fault == Fault.HANG) {
      hang();
    }
    return fault == Fault.FILTER_IN_STREAM ? Fault.NONE : fault;
  }

  private OllamaModel able(OllamaRequest request, OllamaShape shape) throws Refusal {
    OllamaModel model = catalogue.find(request.model());
    if (!model.can("completion")) {
      throw Refusal.unable(request.model(), shape.capability());
    }
    if (!request.tools().isEmpty() && !model.can("tools")) {
      throw Refusal.unable(request.model(), "tools");
    }
    if (request.thinks() && !model.can("thinking")) {
      throw Refusal.unable(request.model(), "thinking");
    }
    return model;
  }

  private String loadOrUnload(OllamaRequest request, OllamaModel model, Fault fault)
      throws Refusal, InterruptedException {
    if (request.unloads()) {
      scheduler.expire(model.name());
      return "unload";
    }
    scheduler.resident(wish(request, model, fault)).close();
    return "load";
  }

  private Scheduler.Wish wish(OllamaRequest request, OllamaModel model, Fault fault) {
    return new Scheduler.Wish(
        model,
        LoadOptions.of(request.options(), model, settings.contextLength()),
        request.keepAlive().orElse(null),
        fault == Fault.SLOW_LOAD ? SLOW_LOAD : Duration.ZERO);
  }

  private ContextWindow window(JsonNode messages, OllamaRequest request, int numCtx)
      throws Refusal {
    ContextWindow window = ContextWindow.of(messages, numCtx);
    if (window.truncated()) {
      if (!request.truncates()) {
        throw Refusal.bad("the input length exceeds the context length");
      }
      truncations.incrementAndGet();
    }
    return window;
  }

  private static Answer answer(
      OllamaRequest request, ContextWindow window, OllamaModel model, Fault fault) {
    return switch (Answer.to(window.messages(), request.tools(), fault)) {
      case Said said ->
          said.havingSeen(model.can("vision") ? request.images() : 0)
              .formatted(request.body().path("format"))
              .limitedTo(request.limit());
      case Answer.Calls calls -> calls;
    };
  }

  private void embed(Call call) throws IOException, InterruptedException, Refusal {
    Stopwatch watch = new Stopwatch();
    OllamaRequest request = OllamaRequest.of(call);
    requests.add(request.body());
    try (InFlight.Ticket ticket = inFlight.enter(OllamaModel.canonical(request.model()))) {
      Fault fault = fault(call, request);
      OllamaModel model = catalogue.find(request.model());
      ObjectNode reply = Reply.node().put("model", request.model());
      try (Lease lease = scheduler.resident(wish(request, model, fault))) {
        watch.load();
        lease.takeSlot();
        int tokens = vectors(reply.putArray("embeddings"), request, model, lease.numCtx());
        watch.writeEmbedded(reply, tokens);
      }
      ticket.close();
      call.reply(200, reply);
    }
  }

  private int vectors(ArrayNode into, OllamaRequest request, OllamaModel model, int numCtx)
      throws Refusal {
    int tokens = 0;
    for (String text : LlmDouble.texts(request.body().path("input"))) {
      ArrayNode message = Call.JSON.createArrayNode();
      message.addObject().put("content", text);
      tokens += window(message, request, numCtx).tokens();
      int wanted = request.body().path("dimensions").asInt(model.dimensions());
      int dimensions = Math.min(wanted, model.dimensions());
      LlmDouble.numbers(into.addArray(), Vectors.of(text, dimensions));
    }
    return tokens;
  }

  /** Failures come under 200, too, once the answer has begun. */
  private void pull(Call call) throws IOException, InterruptedException, Refusal {
    OllamaRequest request = OllamaRequest.of(call);
    Fault fault = faults.of(call.fault(), request.model());
    if (!request.streamed()) {
      catalogue.pull(request.model());
      call.reply(200, Reply.node().put("status", "success"));
      return;
    }
    stream(call, NDJSON, out -> pull(out, request, fault));
  }

  private void pull(OutputStream out, OllamaRequest request, Fault fault)
      throws IOException, InterruptedException {
    status(out, "pulling manifest");
    try {
      download(out, catalogue.pull(request.model()), fault);
    } catch (Refusal e) {
      OllamaReply.line(out, OllamaReply.error(e.reason()));
    }
  }

  private void download(OutputStream out, OllamaModel model, Fault fault)
      throws IOException, InterruptedException, Refusal {
    String digest = OllamaCatalogue.digest(model);
    for (long completed : new long[] {0, model.size() / 2, model.size()}) {
      ObjectNode progress = Reply.node().put("status", "pulling " + digest.substring(0, 12));
      progress.put("digest", "sha256:" + digest).put("total", model.size());
      if (completed > 0) {
        progress.put("completed", completed);
      }
      OllamaReply.line(out, progress);
      Thread.sleep(settings.perToken());
    }
    if (fault != Fault.NONE) {
      throw new Refusal(500, "max retries exceeded: unexpected EOF");
    }
    status(out, "verifying sha256 digest");
    status(out, "writing manifest");
    status(out, "success");
  }

  private static void status(OutputStream out, String status) throws IOException {
    OllamaReply.line(out, Reply.node().put("status", status));
  }

  private interface Operation {
    void answer(Call call) throws IOException, InterruptedException, Refusal;
  }
}
