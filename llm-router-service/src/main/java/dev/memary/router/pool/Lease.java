package dev.memary.router.pool;

/** The right to use a slot of one node for one request. Must be ended; ends once. */
public final class Lease {
  private final Pool pool;
  private final Node node;
  private final LocalModel model;
  private final long began;
  private final boolean cold;
  private boolean ended;

  Lease(Pool pool, Node node, LocalModel model, long began, boolean cold) {
    this.pool = pool;
    this.node = node;
    this.model = model;
    this.began = began;
    this.cold = cold;
  }

  /** Address of the node. */
  public String node() {
    return node.id();
  }

  /** The model that is used there. */
  public LocalModel model() {
    return model;
  }

  /** Whether the model is not loaded yet, so that the first token takes a load longer. */
  public boolean cold() {
    return cold;
  }

  /** The model has begun to answer. */
  public void firstToken() {
    pool.firstToken(this);
  }

  /** Gives the slot back. Only the first call counts. */
  public void end(Outcome outcome) {
    pool.end(this, outcome, null);
  }

  /**
   * Gives the slot back after a failure. Only the first call counts.
   *
   * @param error its kind, for people
   */
  public void end(Outcome outcome, String error) {
    pool.end(this, outcome, error);
  }

  Node granted() {
    return node;
  }

  long began() {
    return began;
  }

  /** Whether this is the first time. Under the pool's lock. */
  boolean endOnce() {
    boolean first = !ended;
    ended = true;
    return first;
  }
}
