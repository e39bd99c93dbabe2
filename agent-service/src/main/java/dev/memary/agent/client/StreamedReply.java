package dev.memary.agent.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.agent.answer.AnswerSink;
import dev.memary.agent.answer.AnsweredBy;
import dev.memary.agent.answer.ModelAnswer;
import dev.memary.agent.answer.ModelAnswer.Complete;
import dev.memary.agent.answer.ModelAnswer.Interrupted;
import dev.memary.agent.answer.ModelAnswer.Unavailable;
import dev.memary.agent.answer.ModelReply;
import dev.memary.agent.openai.Chunk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes in chunks. Those before the first word are held back: until then another
 * answer can still take this one's place.
 */
final class StreamedReply implements ModelReply {
  private static final Logger LOG = Logger.getLogger(StreamedReply.class);
  private static final String DATA = "data:";
  private static final String DONE = "[DONE]";

  private final ObjectMapper json;
  private final InputStream body;
  private final AnsweredBy by;
  private final BufferedReader lines;
  private final Watchdog.Watch watch;

  private final List<String> held = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean spoken;
  private boolean finished;
  private volatile boolean abandoned;

  StreamedReply(ObjectMapper json, InputStream body, AnsweredBy by, Watchdog watchdog) {
    this.json = json;
    this.body = body;
    this.by = by;
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.watch = watchdog.watch(body);
  }

  @Override
  public boolean begun() {
    return true;
  }

  @Override
  public AnsweredBy by() {
    return by;
  }

  @Override
  public ModelAnswer relayTo(AnswerSink sink) {
    try {
      for (String data = next(); data != null; data = next()) {
        if (data.equals(DONE)) {
          release(sink);
          return new Complete(text.toString());
        }
        Chunk chunk = Chunk.of(json.readTree(data));
        if (chunk.fails()) {
          return ended("the stream reported an error");
        }
        if (!pass(chunk, data, sink)) {
          return ended("the client left");
        }
      }
      return ended("the stream ended early");
    } catch (IOException e) {
      return ended(e.toString());
    }
  }

  @Override
  public void close() {
    abandoned = true;
    watch.close();
    try {
      body.close();
    } catch (IOException e) {
      LOG.debugf("A stream could not be closed: %s", e.toString());
    }
  }

  private boolean pass(Chunk chunk, String data, AnswerSink sink) {
    text.append(chunk.text());
    finished |= chunk.finishes();
    held.add(data);
    return !(spoken || chunk.speaks() || finished) || release(sink);
  }

  private boolean release(AnswerSink sink) {
    spoken = true;
    boolean there = true;
    for (String data : held) {
      there &= sink.relay(data);
    }
    held.clear();
    return there;
  }

  /** What is finished is complete, however the connection ended after it. */
  private ModelAnswer ended(String reason) {
    if (finished) {
      return new Complete(text.toString());
    }
    if (abandoned) {
      return new Interrupted("the client left");
    }
    LOG.warnf("A model's stream broke off (%s), %s", reason, spoken ? "midway" : "before a word");
    return spoken ? new Interrupted(reason) : new Unavailable(reason);
  }

  /** The data of the next event, or null at the end. */
  private @Nullable String next() throws IOException {
    watch.waiting();
    String line = lines.readLine();
    while (line != null && !line.startsWith(DATA)) {
      watch.waiting();
      line = lines.readLine();
    }
    watch.served();
    return line == null ? null : line.substring(DATA.length()).strip();
  }
}
