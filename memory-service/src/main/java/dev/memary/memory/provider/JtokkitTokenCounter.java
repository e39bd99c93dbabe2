package dev.memary.memory.provider;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.memary.memory.context.TokenCounter;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts with cl100k_base: exact for the models that use it, within a few percent for Llama's. */
@ApplicationScoped
public class JtokkitTokenCounter implements TokenCounter {
  private final Encoding encoding =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  @Override
  public int count(String text) {
    return encoding.countTokensOrdinary(text);
  }
}
