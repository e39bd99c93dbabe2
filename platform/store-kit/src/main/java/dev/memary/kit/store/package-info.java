/** The way to a service's tables, and what keeps one tenant's rows from another. */
@NullMarked
package dev.memary.kit.store;

import org.jspecify.annotations.NullMarked;
