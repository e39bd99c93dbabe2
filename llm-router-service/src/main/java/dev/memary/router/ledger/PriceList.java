package dev.memary.router.ledger;

/** Prices by target. */
@FunctionalInterface
public interface PriceList {
  /** The price of a target ({@code provider/model}); all zero when nothing is known. */
  Price of(String target);
}
