/** Whose memory it is: names for people, opaque ids inside. */
@NullMarked
package dev.memary.memory.spaces;

import org.jspecify.annotations.NullMarked;
