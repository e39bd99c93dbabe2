/** The ledger in PostgreSQL. */
@NullMarked
package dev.memary.router.store;

import org.jspecify.annotations.NullMarked;
