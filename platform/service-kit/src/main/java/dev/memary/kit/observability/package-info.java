/**
 * What every log line and metric carries: trace, tenant and space ids; never text, names or
 * secrets.
 */
@NullMarked
package dev.memary.kit.observability;

import org.jspecify.annotations.NullMarked;
