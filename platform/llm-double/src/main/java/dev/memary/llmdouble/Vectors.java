package dev.memary.llmdouble;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Vectors of length one, the same for the same text, and nearer the more words texts share. */
final class Vectors {
  private Vectors() {}

  static float[] of(String text, int dimensions) {
    float[] vector = new float[dimensions];
    for (String word : PromptReader.words(text)) {
      int hash = spread(word);
      vector[Math.floorMod(hash, dimensions)] += (hash >>> 31) == 0 ? 1 : -1;
    }
    double length = length(vector);
    if (length == 0) {
      vector[Math.floorMod(spread(text), dimensions)] = 1;
      return vector;
    }
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  /** Little-endian, as OpenAI packs them. */
  static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static int spread(String text) {
    int hash = text.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
