package dev.memary.agent.memory;

import java.util.List;

/**
 * On whose behalf a turn runs, and whose memory it uses.
 *
 * @param subject the credential behind the turn
 * @param grants patterns of the spaces that the credential covers
 */
public record Asker(String tenantId, String subject, List<String> grants, SpaceName space) {
  public Asker {
    grants = List.copyOf(grants);
  }
}
