/** Who a user or an agent is: the standing text of a space, in versions. */
@NullMarked
package dev.memary.memory.personas;

import org.jspecify.annotations.NullMarked;
