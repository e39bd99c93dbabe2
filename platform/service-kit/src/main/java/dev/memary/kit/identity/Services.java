package dev.memary.kit.identity;

/** The names of the platform's services: issuers and audiences of tokens. */
public final class Services {
  public static final String GATEWAY = "gateway-service";
  public static final String AGENT = "agent-service";
  public static final String MEMORY = "memory-service";
  public static final String KG = "kg-service";
  public static final String ROUTER = "llm-router-service";
  public static final String WORKER = "extraction-worker";

  private Services() {}
}
