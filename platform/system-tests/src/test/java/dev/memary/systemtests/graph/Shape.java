package dev.memary.systemtests.graph;

import java.util.stream.IntStream;

/**
 * How many nodes and relations of each kind there are, and in which space. For a node there are
 * three relations; for an episode four mentions, for a fact its subject, mostly an object, and more
 * than one episode.
 */
record Shape(int nodes, int mostSpaces) {
  private static final double EPISODES = 0.45;
  private static final double FACTS = 0.35;
  private static final double OBJECTS = 0.8;
  private static final double SUPPORTS = 1.4;
  private static final int RELATIONS = 3;
  private static final int LEAST_NODES_OF_A_SPACE = 500;

  /** With 2,000 spaces and 450,000 episodes the largest space has some 19,000, the smallest 60. */
  private static final double UNEVENNESS = 0.75;

  /** What one space holds; {@code objects} of its facts are entities, the others literals. */
  record OfSpace(
      int index, int episodes, int entities, int facts, int objects, int supports, int mentions) {}

  Shape {
    if (nodes < LEAST_NODES_OF_A_SPACE || mostSpaces < 1) {
      throw new IllegalArgumentException("needs 500 nodes and a space at least");
    }
  }

  int spaceCount() {
    return Math.min(mostSpaces, nodes / LEAST_NODES_OF_A_SPACE);
  }

  int[] episodesOfSpaces() {
    return new Zipf(spaceCount(), UNEVENNESS).shares((int) (nodes * EPISODES));
  }

  /** The largest space first. */
  Iterable<OfSpace> spaces() {
    int[] episodes = episodesOfSpaces();
    Dealer dealer = new Dealer(IntStream.of(episodes).sum());
    int facts = (int) (nodes * FACTS);
    int entities = nodes - IntStream.of(episodes).sum() - facts - spaceCount();
    int objects = (int) (facts * OBJECTS);
    int supports = (int) (facts * SUPPORTS);
    int mentions = RELATIONS * nodes - facts - objects - supports;
    return () ->
        IntStream.range(0, episodes.length)
            .mapToObj(space -> {
              long before = IntStream.range(0, space).mapToLong(i -> episodes[i]).sum();
              long until = before + episodes[space];
              return new OfSpace(
                  space,
                  episodes[space],
                  dealer.deal(entities, before, until),
                  dealer.deal(facts, before, until),
                  dealer.deal(objects, before, until),
                  dealer.deal(supports, before, until),
                  dealer.deal(mentions, before, until));
            })
            .iterator();
  }

  /** Deals out in proportion to episodes, so that the parts add up to the whole. */
  private record Dealer(long episodes) {
    int deal(long total, long before, long until) {
      return (int) (total * until / episodes - total * before / episodes);
    }
  }
}
