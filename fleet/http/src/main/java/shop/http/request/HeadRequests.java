package shop.http.request;

import jakarta.servlet.http.HttpServletRequest;

/** Tells a handler whose GET has an effect that HEAD was asked for, which it answers as well: {@link HeadFilter} hides the method from it. */
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
