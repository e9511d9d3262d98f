package shop.http.request;

import jakarta.servlet.http.HttpServletRequest;

/** Where a change was asked from, as the gateway says it: an address, or of IPv6 the network that one customer has. */
public final class ClientAddress {

    /** The gateway takes it away from whoever else sends it. */
    public static final String HEADER = "X-Client-Address";

    /** An IPv6 network in full; what is longer did not come from the gateway. */
    private static final int LONGEST = 45;

    private ClientAddress() {}

    /** Of a request that did not come through the gateway, its peer's. */
    public static String of(HttpServletRequest request) {
        var sent = request.getHeader(HEADER);
        return sent == null || sent.isBlank() || sent.length() > LONGEST ? request.getRemoteAddr() : sent;
    }
}
