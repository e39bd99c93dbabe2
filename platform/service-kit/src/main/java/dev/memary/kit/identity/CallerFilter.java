package dev.memary.kit.identity;

import dev.memary.kit.identity.ServiceTokens.InvalidTokenException;
import dev.memary.kit.identity.ServiceTokens.VerifiedToken;
import dev.memary.kit.observability.LogContext;
import dev.memary.kit.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets in only requests with a token of a service that may call the operation. */
public class CallerFilter {
  private static final Logger LOG = Logger.getLogger(CallerFilter.class);
  private static final String BEARER = "Bearer ";

  private final ServiceTokens tokens;
  private final CurrentCaller current;

  CallerFilter(ServiceTokens tokens, CurrentCaller current) {
    this.tokens = tokens;
    this.current = current;
  }

  @ServerRequestFilter
  public void authenticate(ContainerRequestContext request, ResourceInfo operation) {
    VerifiedToken token = verify(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    if (!mayCall(token.issuer(), operation)) {
      LOG.warnf(
          "Refused %s: it may not call %s %s",
          token.issuer(), request.getMethod(), operation.getResourceMethod().getName());
      throw ProblemException.forbidden("This service may not call this operation.");
    }
    LogContext.tenant(token.caller().tenantId());
    current.set(token);
  }

  private VerifiedToken verify(@Nullable String header) {
    if (header == null || !header.startsWith(BEARER)) {
      throw ProblemException.unauthorized("Send a service token as 'Authorization: Bearer'.");
    }
    try {
      return tokens.verify(header.substring(BEARER.length()));
    } catch (InvalidTokenException e) {
      if (e.wrongAudience()) {
        throw ProblemException.forbidden("The token is meant for another service.");
      }
      throw ProblemException.unauthorized("The service token is not valid.");
    }
  }

  private static boolean mayCall(String issuer, ResourceInfo operation) {
    CallableBy callers = operation.getResourceMethod().getAnnotation(CallableBy.class);
    if (callers == null) {
      callers = operation.getResourceClass().getAnnotation(CallableBy.class);
    }
    return callers != null && Arrays.asList(callers.value()).contains(issuer);
  }
}
