package dev.memary.memory.api;

import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import dev.memary.memory.episodes.ChangeStore.VersionConflictException;
import dev.memary.memory.episodes.IdempotencyConflictException;
import dev.memary.memory.episodes.OriginalGoneException;
import dev.memary.memory.forgetting.GraphResidue;
import dev.memary.memory.portability.InvalidFileException;
import dev.memary.memory.portability.ObjectStore;
import dev.memary.memory.recall.GraphRecall;
import dev.memary.memory.recall.RecallService;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.ConnectionException;

/** Failures of this service's own as HTTP. */
public class MemoryProblems {
  private static final Logger LOG = Logger.getLogger(MemoryProblems.class);
  private final ProblemMappers problems = new ProblemMappers();

  @ServerExceptionMapper
  public Response conflict(IdempotencyConflictException failure) {
    return problems.known(
        ProblemException.conflict(
            "This Idempotency-Key was used for a different request, or for one that was forgotten."));
  }

  @ServerExceptionMapper
  public Response version(VersionConflictException failure) {
    return problems.known(
        ProblemException.conflict(
            "The memory is in version %d now; read it again and decide what to change."
                .formatted(failure.present())));
  }

  @ServerExceptionMapper
  public Response original(OriginalGoneException failure) {
    return problems.known(VisibleMemories.unknown());
  }

  @ServerExceptionMapper
  public Response database(ConnectionException failure) {
    LOG.error(
        "PostgreSQL cannot be reached; requests are refused until it can. Check memary.db.url");
    return problems.known(
        ProblemException.unavailable(
            "The system of record cannot be reached; nothing was recorded.",
            Duration.ofSeconds(2)));
  }

  @ServerExceptionMapper
  public Response recipe(GraphRecall.UnknownRecipeException failure) {
    return problems.known(
        ProblemException.invalidField(
            "recipe", "must be a recipe's name, ingredients to leave out after it as ' -name'"));
  }

  @ServerExceptionMapper
  public Response metadata(RecallService.TooManyException failure) {
    return problems.known(
        ProblemException.invalidField(
            "filters.metadata",
            "must fit at most %d memories; more have these values"
                .formatted(RecallService.MOST_WITH_METADATA)));
  }

  @ServerExceptionMapper
  public Response graph(GraphRecall.GraphUnavailableException failure) {
    LOG.warn("The graph cannot be asked; is kg-service up?");
    return problems.known(
        ProblemException.unavailable("The graph cannot answer now.", Duration.ofSeconds(5)));
  }

  @ServerExceptionMapper
  public Response graph(GraphResidue.UnavailableException failure) {
    LOG.warnf(
        "The graph cannot be searched for what is left of an erasure: %s; is kg-service up?",
        failure.getCause() == null ? "?" : failure.getCause().getClass().getSimpleName());
    return problems.known(
        ProblemException.unavailable(
            "The graph cannot be searched now; nothing is known about what is left there.",
            Duration.ofSeconds(5)));
  }

  @ServerExceptionMapper
  public Response file(InvalidFileException failure) {
    return problems.known(ProblemException.invalidField(failure.place(), failure.expected()));
  }

  @ServerExceptionMapper
  public Response objects(ObjectStore.UnavailableException failure) {
    LOG.warn(failure.getMessage());
    return problems.known(
        ProblemException.unavailable("Object storage cannot be used now.", Duration.ofSeconds(30)));
  }
}
