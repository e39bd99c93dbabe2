package dev.memary.memory.context;

/**
 * How many tokens the parts of a block may take of its budget. What they leave is evidence's: three
 * tenths at least.
 */
record Shares(int budget) {
  int personas() {
    return budget * 15 / 100;
  }

  int pinned() {
    return budget / 10;
  }

  int entities() {
    return budget / 10;
  }

  int summary() {
    return budget / 10;
  }

  int recent() {
    return budget / 4;
  }

  /** Above that a conversation is no longer shown whole, as in the original Memary. */
  int wholeConversation() {
    return recent() * 7 / 10;
  }
}
