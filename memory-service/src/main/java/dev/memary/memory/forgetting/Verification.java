package dev.memary.memory.forgetting;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Searches every store again for what a receipt says was erased. */
@ApplicationScoped
public class Verification {
  private final ForgetStore forgetting;
  private final GraphResidue graph;
  private final ObjectErasure objects;

  public Verification(ForgetStore forgetting, GraphResidue graph, ObjectErasure objects) {
    this.objects = objects;
    this.forgetting = forgetting;
    this.graph = graph;
  }

  /**
   * The receipt with what is left now.
   *
   * @throws GraphResidue.UnavailableException when the graph cannot be searched now
   */
  public Optional<Receipt> verify(String tenantId, Receipt receipt) {
    Map<String, Long> left = graph.of(tenantId, receipt.spaceId(), receipt.episodeId());
    forgetting.searched(tenantId, receipt.receiptId(), left);
    objects.erase(receipt);
    return forgetting.receipt(tenantId, receipt.receiptId());
  }
}
