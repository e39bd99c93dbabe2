package dev.memary.router.pool;

/** Who asked for a slot. Exactly one of the two is called, once, without any lock held. */
public interface Waiter {
  void granted(Lease lease);

  void refused(Refusal refusal);
}
