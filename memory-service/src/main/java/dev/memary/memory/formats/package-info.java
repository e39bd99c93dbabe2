/** How spaces look in files: Memary's own format, and those of others that can be read. */
@NullMarked
package dev.memary.memory.formats;

import org.jspecify.annotations.NullMarked;
