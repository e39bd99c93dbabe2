package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The options that a model is loaded with: it is loaded again when any of them differs. */
record LoadOptions(
    int numCtx, int numBatch, int numGpu, int mainGpu, int numThread, @Nullable Boolean useMmap) {

  static LoadOptions of(JsonNode options, OllamaModel model, int contextLength) {
    JsonNode mmap = options.path("use_mmap");
    return new LoadOptions(
        Math.clamp(options.path("num_ctx").asInt(contextLength), 4, model.contextLength()),
        options.path("num_batch").asInt(512),
        options.path("num_gpu").asInt(-1),
        options.path("main_gpu").asInt(0),
        options.path("num_thread").asInt(0),
        mmap.isBoolean() ? mmap.asBoolean() : null);
  }
}
