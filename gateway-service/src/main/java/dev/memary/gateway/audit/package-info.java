/** The audit log: who did what, and how it ended. */
@NullMarked
package dev.memary.gateway.audit;

import org.jspecify.annotations.NullMarked;
