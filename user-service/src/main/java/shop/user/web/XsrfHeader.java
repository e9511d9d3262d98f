package shop.user.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The header in which pages of ours send what the cookie {@value TokenCookies#XSRF} says. */
final class XsrfHeader {

    static final String NAME = "X-XSRF-TOKEN";
    private static final String ALIAS = "X-CSRF-TOKEN";

    private XsrfHeader() {}

    static @Nullable String of(HttpServletRequest request) {
        var value = request.getHeader(NAME);
        return value == null ? request.getHeader(ALIAS) : value;
    }
}
