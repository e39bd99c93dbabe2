package dev.memary.localstack;

/** Waiting, without ever swallowing an interrupt. */
final class Pause {

  private Pause() {}

  /** False when the thread was interrupted and should give up. */
  static boolean millis(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
