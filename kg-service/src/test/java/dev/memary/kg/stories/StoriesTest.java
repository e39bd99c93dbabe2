package dev.memary.kg.stories;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.kg.Fakes;
import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.stories.Story.Claim;
import dev.memary.kg.stories.Story.Forget;
import dev.memary.kg.stories.Story.Kind;
import dev.memary.kg.stories.Story.Message;
import dev.memary.kg.stories.Story.Step;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestTokens;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the graph makes of a history: forty stories, each told twice, in the order in which it
 * happened and backwards, and asked through the service's own operations what holds, what does not
 * any more, what held when, and what was known when. Subclasses say who understood the messages.
 */
abstract class StoriesTest implements KgServiceTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String tenant = "stories-" + UUID.randomUUID();

  @Inject GraphStore graph;

  /** The stories, with the extractions of their messages. */
  abstract List<Story> stories();

  /** What must be true of the result. */
  abstract void judge(Report report);

  @Test
  void whatHolds_andWhatHeld_andWhatWasKnown() {
    Report report = new Report(getClass().getSimpleName());
    for (Story story : stories()) {
      check(new Telling(story, story.steps()), report);
      check(new Telling(story, story.steps().reversed()), report);
    }
    report.write();
    judge(report);
  }

  private void check(Telling telling, Report report) {
    telling.tell();
    for (Claim claim : telling.story.claims()) {
      report.add(telling.story.name(), claim, telling.found(claim));
    }
    report.addWronglyClosed(telling.wronglyClosed());
  }

  /** A fact that was found. */
  private record Hit(String text, Instant from, Instant to) {
    boolean holdsAt(Instant when) {
      return (from == null || !from.isAfter(when)) && (to == null || to.isAfter(when));
    }
  }

  /** A story in a space of its own. */
  private final class Telling {
    private final Story story;
    private final List<Step> order;
    private final SpaceKey space = new SpaceKey(tenant, UUID.randomUUID());
    private final UUID session = UUID.randomUUID();
    private final Map<Integer, UUID> episodes = new LinkedHashMap<>();

    Telling(Story story, List<Step> order) {
      this.story = story;
      this.order = order;
    }

    void tell() {
      for (Step step : order) {
        switch (step) {
          case Message message -> remember(message);
          case Forget forget -> graph.forgetEpisode(space, episode(forget.episode()));
        }
      }
    }

    private UUID episode(int number) {
      return episodes.computeIfAbsent(number, n -> UUID.randomUUID());
    }

    private void remember(Message message) {
      UUID id = episode(message.episode());
      graph.index(space, List.of(indexed(id, message)));
      ObjectNode request = MAPPER.createObjectNode();
      ObjectNode understood = request.putArray("episodes").addObject();
      understood
          .put("space_id", space.spaceId().toString())
          .put("episode_id", id.toString())
          .put("generation", message.generation())
          .put("occurred_at", message.at().toString())
          .put("recorded_at", message.recordedAt().toString())
          .setAll(message.extraction());
      as(Services.WORKER)
          .body(request.toString())
          .post("/internal/integrate")
          .then()
          .statusCode(200);
    }

    private GraphEpisode indexed(UUID id, Message message) {
      return new GraphEpisode(
          id,
          session,
          message.episode(),
          "user",
          message.speaker(),
          message.text(),
          message.at(),
          message.recordedAt(),
          message.generation(),
          Fakes.vector(message.text()),
          Fakes.MODEL);
    }

    /** What is wrong with the claim; empty when it is right. */
    String found(Claim claim) {
      if (claim.closed() != null) {
        return stillOpen(claim);
      }
      Set<String> found = holding(claim.asOf(), claim.validAt());
      return found.equals(claim.holds()) ? "" : found + " instead of " + claim.holds();
    }

    private String stillOpen(Claim claim) {
      if (holding(null, null).contains(claim.closed())) {
        return claim.closed() + " is open";
      }
      List<Instant> ends =
          ask(null, claim.to().minusSeconds(1)).stream()
              .filter(hit -> names(hit, claim.closed()))
              .map(Hit::to)
              .distinct()
              .toList();
      return ends.equals(List.of(claim.to())) ? "" : claim.closed() + " ends " + ends;
    }

    /** What should be open, was learnt, and is not open any more. */
    Set<String> wronglyClosed() {
      Set<String> learnt = new LinkedHashSet<>();
      story.messages().forEach(m -> learnt.addAll(holding(null, m.at())));
      Set<String> wrong = new TreeSet<>();
      for (Claim claim : story.claims()) {
        if (claim.kind() == Kind.OPEN) {
          wrong.addAll(claim.holds());
        }
      }
      wrong.retainAll(learnt);
      wrong.removeAll(holding(null, null));
      return wrong.stream()
          .map(thing -> story.name() + ": " + thing)
          .collect(toCollection(TreeSet::new));
    }

    /** The story's things that hold, as far as the service says so. */
    private Set<String> holding(Instant asOf, Instant validAt) {
      Instant when =
          Stream.of(validAt, asOf).filter(t -> t != null).findFirst().orElse(Instant.now());
      List<Hit> hits = ask(asOf, validAt).stream().filter(hit -> hit.holdsAt(when)).toList();
      return story.things().stream()
          .filter(thing -> hits.stream().anyMatch(hit -> names(hit, thing)))
          .collect(toCollection(LinkedHashSet::new));
    }

    private boolean names(Hit hit, String thing) {
      return Pattern.compile("(?i)\\b(" + thing + ")\\b").matcher(hit.text()).find();
    }

    private List<Hit> ask(Instant asOf, Instant validAt) {
      ObjectNode request = MAPPER.createObjectNode();
      request.putArray("space_ids").add(space.spaceId().toString());
      request.put("query", words()).put("top_k", 100).put("explain", false);
      ArrayNode kinds = request.putArray("kinds");
      kinds.add("fact");
      request.put("as_of", asOf == null ? null : asOf.toString());
      request.put("valid_at", validAt == null ? null : validAt.toString());
      List<Map<String, Object>> hits =
          as(Services.MEMORY)
              .body(request.toString())
              .post("/internal/retrieve")
              .then()
              .statusCode(200)
              .extract()
              .path("hits");
      return hits.stream()
          .map(hit ->
              new Hit(
                  hit.get("text").toString(),
                  time(hit.get("valid_from")),
                  time(hit.get("valid_to"))))
          .toList();
    }

    private String words() {
      Set<String> words = new LinkedHashSet<>(story.things());
      story.messages().forEach(m -> words.add(m.speaker()));
      return String.join(" ", words).toLowerCase(Locale.ROOT);
    }
  }

  private static Instant time(Object text) {
    return text == null ? null : Instant.parse(text.toString());
  }

  private RequestSpecification as(String issuer) {
    return given()
        .header("Authorization", TestTokens.bearer(issuer, Services.KG, tenant))
        .contentType(JSON);
  }
}
