package shop.http.request;

import jakarta.servlet.http.HttpServletRequest;

/** Says to a handler whose GET has an effect that the request was a HEAD, which it answers too: {@link HeadFilter} hides the method. */
public final class HeadRequests {

    private static final String ATTRIBUTE = HeadRequests.class.getName();

    private HeadRequests() {}

    public static boolean isHead(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) != null;
    }

    static void mark(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, true);
    }
}
