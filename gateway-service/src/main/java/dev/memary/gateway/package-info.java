/** gateway-service: the one public door. */
@NullMarked
package dev.memary.gateway;

import org.jspecify.annotations.NullMarked;
