package dev.memary.llmdouble;

import java.io.IOException;

/**
 * Perplexity's API: {@code POST /chat/completions}, without {@code /v1} and without a list of
 * models. What it searched and what that cost is always the same.
 */
public final class PerplexityDouble extends ServerDouble {
  /** What every request costs beside its tokens, in US dollars. */
  public static final double REQUEST_COST = 0.005;

  private PerplexityDouble(int port) {
    super(port);
    route("POST", "/chat/completions", new ChatCompletions(this, PerplexityReply::new)::answer);
    serve();
  }

  /** Starts on the port; 0 takes any that is free. */
  public static PerplexityDouble start(int port) {
    return new PerplexityDouble(port);
  }

  @Override
  void unknown(Call call, int status) throws IOException {
    call.reply(status, status == 404 ? "Not Found" : "Method Not Allowed");
  }
}
