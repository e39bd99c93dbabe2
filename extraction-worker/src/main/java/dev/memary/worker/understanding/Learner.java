package dev.memary.worker.understanding;

import java.util.List;

/** Learns from episodes of one tenant. */
public interface Learner {
  /** What each episode teaches, in their order. */
  List<Understood> learn(String tenantId, List<EpisodeText> episodes);

  /**
   * What a model makes of episodes that were understood without one. Those for which none answers
   * now are left out.
   */
  List<Understood> reconsider(String tenantId, List<EpisodeText> episodes);
}
