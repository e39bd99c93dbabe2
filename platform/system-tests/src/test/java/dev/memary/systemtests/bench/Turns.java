package dev.memary.systemtests.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Whose turn it is: in every round each once, in random order. */
final class Turns {
  private final List<Integer> round;
  private final Random order;
  private int at;

  Turns(int members, Random order) {
    this.round = new ArrayList<>(IntStream.range(0, members).boxed().toList());
    this.order = order;
  }

  int next() {
    if (at % round.size() == 0) {
      Collections.shuffle(round, order);
    }
    return round.get(at++ % round.size());
  }
}
