package dev.memary.systemtests.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** What is said to the platform: the same for the same seed. */
public final class Corpus {
  private static final List<String> PEOPLE =
      List.of("Emma", "Paul", "Sophie", "Oliver", "Clara", "Henry");
  private static final List<String> PLACES =
      List.of("Berlin", "Lisbon", "Tokyo", "Paris", "Madrid", "Vienna");
  private static final List<String> HOBBIES = List.of("hiking", "chess", "painting", "swimming");
  private static final int SESSIONS = 4;
  private static final int MOST_PER_REQUEST = 5;

  private final Random random;

  Corpus(long seed) {
    this.random = new Random(seed);
  }

  /**
   * One request to remember.
   *
   * @param externalIds one per sentence, or none when the request has an idempotency key instead
   */
  record Request(
      int tenant,
      String user,
      String session,
      List<String> sentences,
      List<String> externalIds,
      String idempotencyKey) {

    boolean hasIdempotencyKey() {
      return externalIds.isEmpty();
    }

    /** The body of {@code POST /v1/memories}. */
    Map<String, Object> body() {
      return Map.of(
          "user_id",
          user,
          "session_id",
          session,
          "messages",
          IntStream.range(0, sentences.size()).mapToObj(this::message).toList());
    }

    private Map<String, Object> message(int i) {
      Map<String, Object> message =
          Map.of("role", "user", "name", "Nora", "content", sentences.get(i));
      if (hasIdempotencyKey()) {
        return message;
      }
      Map<String, Object> identified = new HashMap<>(message);
      identified.put("external_id", externalIds.get(i));
      return identified;
    }
  }

  /** Every sentence there is. */
  public static List<String> sentences() {
    List<String> all = new ArrayList<>();
    for (String person : PEOPLE) {
      for (String place : PLACES) {
        all.add(person + " visited " + place + ".");
        all.add("My friend " + person + " lives in " + place + ".");
      }
      for (String hobby : HOBBIES) {
        all.add(person + " likes " + hobby + ".");
      }
    }
    for (String place : PLACES) {
      all.add("I moved to " + place + " last year.");
    }
    HOBBIES.forEach(hobby -> all.add("I love " + hobby + "."));
    return all;
  }

  /** Requests with that many episodes together, evenly over the spaces, in any order. */
  List<Request> requests(int episodes, int spaces, int tenants) {
    List<String> sentences = sentences();
    List<Request> requests = new ArrayList<>();
    for (int space = 0; space < spaces; space++) {
      String user = "u" + space + "-" + new UUID(random.nextLong(), random.nextLong());
      int left = episodes / spaces + (space < episodes % spaces ? 1 : 0);
      while (left > 0) {
        int size = Math.min(left, 1 + random.nextInt(MOST_PER_REQUEST));
        List<String> said =
            random.ints(size, 0, sentences.size()).mapToObj(sentences::get).toList();
        requests.add(request(space % tenants, user, said));
        left -= size;
      }
    }
    Collections.shuffle(requests, random);
    return requests;
  }

  /** The given share of the requests once more, each somewhere after the first time. */
  List<Request> withDuplicates(List<Request> requests, double share) {
    List<Request> all = new ArrayList<>(requests);
    for (int i = 0; i < requests.size() * share; i++) {
      int original = random.nextInt(requests.size());
      int later = original + 1 + random.nextInt(all.size() - original);
      all.add(Math.min(later, all.size()), requests.get(original));
    }
    return all;
  }

  private Request request(int tenant, String user, List<String> said) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    List<String> externalIds =
        random.nextBoolean()
            ? List.of()
            : IntStream.range(0, said.size()).mapToObj(i -> id + ":" + i).toList();
    return new Request(
        tenant, user, "s" + random.nextInt(SESSIONS), said, externalIds, id.toString());
  }
}
