package dev.memary.worker.provider;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.memary.worker.extraction.classical.ClassicalExtractor;
import dev.memary.worker.understanding.Allowance;
import dev.memary.worker.understanding.LanguageModel;
import dev.memary.worker.understanding.Learner;
import dev.memary.worker.understanding.Learning;
import dev.memary.worker.understanding.ModelEvents;
import dev.memary.worker.understanding.ModelLearning;
import dev.memary.worker.understanding.ModelLimits;
import dev.memary.worker.validation.Validator;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Who learns, as configured. */
class Learners {
  @Produces
  @Singleton
  Learner learner(
      ExtractionConfig config, LanguageModel model, Allowance allowance, ModelEvents events) {
    Learning classical = new Learning(ClassicalExtractor.load());
    return switch (config.by()) {
      case CLASSICAL -> classical;
      case MODEL -> byModel(config, model, classical, allowance, events);
    };
  }

  private static Learner byModel(
      ExtractionConfig config,
      LanguageModel model,
      Learning floor,
      Allowance allowance,
      ModelEvents events) {
    Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    return new ModelLearning(
        model,
        new Validator(encoding::countTokensOrdinary),
        floor,
        allowance,
        events,
        new ModelLimits(
            config.messages(),
            config.tokens(),
            config.calls(),
            config.patience(),
            config.pause(),
            config.dailyTokens()),
        encoding::countTokensOrdinary,
        System::nanoTime);
  }
}
