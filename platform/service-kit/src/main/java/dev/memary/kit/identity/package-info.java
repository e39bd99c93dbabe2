/**
 * Who is calling. A service believes only signed tokens: issuer, audience, tenant and granted
 * spaces, verified against the public keys of the platform's services. Which service may call which
 * operation is said on the operation with {@link dev.memary.kit.identity.CallableBy}; an operation
 * that says nothing can be called by nobody.
 */
@NullMarked
package dev.memary.kit.identity;

import org.jspecify.annotations.NullMarked;
