package dev.memary.router.routing;

import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one target had to do with a request.
 *
 * @param node address of the local node; empty for a cloud provider
 * @param firstToken from the arrival of the request to its first content; null when none came
 * @param whole from the arrival of the request to the end
 * @param failure null when it answered to the end, or the client left
 * @param left whether the client left
 */
public record RouteReport(
    ChatCall call,
    Target target,
    String node,
    Usage usage,
    @Nullable Duration firstToken,
    Duration whole,
    @Nullable ProviderFailure failure,
    boolean left) {}
