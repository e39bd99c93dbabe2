package dev.memary.router.ledger;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.pool.LocalModel;
import dev.memary.router.routing.Catalog;
import dev.memary.router.routing.RouteListener;
import dev.memary.router.routing.RouteReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Enters what each target did for a request. Nobody waits for it. */
public final class Ledger implements RouteListener {
  private final Catalog catalog;
  private final PriceList prices;
  private final Supplier<UUID> ids;
  private final Consumer<LedgerEntry> book;

  /**
   * @param ids of new entries
   * @param book takes them, without blocking
   */
  public Ledger(Catalog catalog, PriceList prices, Supplier<UUID> ids, Consumer<LedgerEntry> book) {
    this.catalog = catalog;
    this.prices = prices;
    this.ids = ids;
    this.book = book;
  }

  @Override
  public void ended(RouteReport report) {
    book.accept(entry(report));
  }

  private LedgerEntry entry(RouteReport report) {
    ChatCall call = report.call();
    Duration gpu = gpu(report);
    return new LedgerEntry(
        ids.get(),
        call.tenant(),
        call.keyId(),
        Instant.now(),
        catalog.known(call.model()),
        report.target().name(),
        report.node(),
        report.target().cloud(),
        report.outcome(),
        report.usage().promptTokens(),
        report.usage().cachedTokens(),
        report.usage().completionTokens(),
        report.estimated(),
        gpu,
        cost(report, gpu),
        report.firstToken(),
        report.whole());
  }

  private BigDecimal cost(RouteReport report, Duration gpu) {
    return prices.of(report.target().name()).of(report.usage(), gpu);
  }

  private static Duration gpu(RouteReport report) {
    return report
        .target()
        .onNodes()
        .map(LocalModel::slots)
        .map(slots -> report.atTarget().dividedBy(slots))
        .orElse(Duration.ZERO);
  }
}
