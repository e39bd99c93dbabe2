package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The models that are there, and how tags, ps and show describe them. */
final class OllamaCatalogue {
  private final Map<String, OllamaModel> models = new ConcurrentSkipListMap<>();
  private final Map<String, OllamaModel> pullable = new ConcurrentHashMap<>();

  OllamaCatalogue(OllamaSettings settings) {
    settings.models().forEach(model -> models.put(model.name(), model));
    settings.pullable().forEach(model -> pullable.put(model.name(), model));
  }

  /** A name that asks for a fault is a model, too: it needs no memory and is not listed. */
  OllamaModel find(String name) throws Refusal {
    OllamaModel model = models.get(OllamaModel.canonical(name));
    if (model != null) {
      return model;
    }
    if (Fault.named(name) == Fault.NONE) {
      throw Refusal.notFound(name);
    }
    return new OllamaModel(
        name,
        1,
        0,
        131_072,
        List.of("completion", "tools", "vision", "thinking", "embedding"),
        Duration.ZERO,
        384);
  }

  /** Has the model from now on; refused when nobody offers it. */
  OllamaModel pull(String name) throws Refusal {
    String canonical = OllamaModel.canonical(name);
    OllamaModel offered = pullable.getOrDefault(canonical, models.get(canonical));
    if (offered == null) {
      throw new Refusal(500, "pull model manifest: file does not exist");
    }
    models.putIfAbsent(canonical, offered);
    return offered;
  }

  ObjectNode tags() {
    ObjectNode list = Reply.node();
    list.putArray("models");
    for (OllamaModel model : models.values()) {
      ObjectNode entry = list.withArray("models").addObject();
      describe(entry, model);
      entry.put("modified_at", OllamaReply.CREATED);
      model.capabilities().forEach(entry.putArray("capabilities")::add);
    }
    return list;
  }

  static ObjectNode ps(List<Scheduler.Resident> residents) {
    ObjectNode list = Reply.node();
    list.putArray("models");
    for (Scheduler.Resident resident : residents) {
      ObjectNode entry = list.withArray("models").addObject();
      describe(entry, resident.model());
      entry
          .put("expires_at", resident.expires().toString())
          .put("size_vram", resident.model().sizeVram())
          .put("context_length", resident.numCtx());
    }
    return list;
  }

  static ObjectNode show(OllamaModel model) {
    ObjectNode shown =
        Reply.node()
            .put("modelfile", "FROM " + model.name())
            .put("parameters", "temperature 0")
            .put("template", "{{ .Prompt }}");
    details(shown);
    shown
        .putObject("model_info")
        .put("general.architecture", "llama")
        .put("llama.context_length", model.contextLength())
        .put("llama.embedding_length", model.dimensions());
    model.capabilities().forEach(shown.putArray("capabilities")::add);
    return shown.put("modified_at", OllamaReply.CREATED);
  }

  static String digest(OllamaModel model) {
    try {
      byte[] name = model.name().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void describe(ObjectNode entry, OllamaModel model) {
    entry
        .put("name", model.name())
        .put("model", model.name())
        .put("size", model.size())
        .put("digest", digest(model));
    details(entry);
  }

  private static void details(ObjectNode entry) {
    ObjectNode details =
        entry
            .putObject("details")
            .put("parent_model", "")
            .put("format", "gguf")
            .put("family", "llama")
            .put("parameter_size", "3.2B")
            .put("quantization_level", "Q4_K_M");
    details.putArray("families").add("llama");
  }
}
