/**
 * What answers took and what they cost: one entry for each target that was asked, written behind
 * the answer, and summed for whoever pays.
 */
@NullMarked
package dev.memary.router.ledger;

import org.jspecify.annotations.NullMarked;
