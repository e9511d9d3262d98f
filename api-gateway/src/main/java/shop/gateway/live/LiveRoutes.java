package shop.gateway.live;

import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;

/** Says which routes lead to answers that stay open: those whose answer may take for ever. */
public final class LiveRoutes {

    private LiveRoutes() {}

    public static boolean staysOpen(Route route) {
        var responseTimeout = route.getMetadata().get(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR);
        return responseTimeout != null && responseTimeout.toString().startsWith("-");
    }
}
