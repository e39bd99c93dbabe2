/** What was said: episodes of sessions, recorded once and durably before anything else happens. */
@NullMarked
package dev.memary.memory.episodes;

import org.jspecify.annotations.NullMarked;
