package shop.http.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import shop.platform.tracing.RequestIds;

/**
 * Refuses what handlers would stumble over, or not notice, depending on what they read: a query with an escape that is none or bytes that are
 * no UTF-8 (400), and an {@code Accept} that cannot be parsed or has so many types that Spring gives up on sorting them (406).
 */
final class ReadableRequestFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(ReadableRequestFilter.class);

    /** Spring sorts at most 50 pairs of what is accepted and the up to three types that a handler gives. Browsers send eight. */
    private static final int MAX_ACCEPTED = 16;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!isReadable(request.getQueryString())) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST);
        } else if (!isAcceptReadable(request)) {
            refuse(request, response, HttpServletResponse.SC_NOT_ACCEPTABLE);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** The path is what Tomcat has let through, and the method a token. */
    private static void refuse(HttpServletRequest request, HttpServletResponse response, int status)
            throws IOException {
        LOG.info(
                "{} {} -> {}, request {}",
                request.getMethod(),
                shortened(request.getRequestURI()),
                status,
                request.getAttribute(RequestIds.KEY));
        response.sendError(status);
    }

    private static String shortened(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200);
    }

    private static boolean isAcceptReadable(HttpServletRequest request) {
        try {
            var accepted = MediaType.parseMediaTypes(
                    new ArrayList<>(Collections.list(request.getHeaders(HttpHeaders.ACCEPT))));
            return accepted.size() <= MAX_ACCEPTED;
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }

    private static boolean isReadable(@Nullable String query) {
        if (query == null || query.indexOf('%') < 0) {
            return true;
        }
        var bytes = ByteBuffer.allocate(query.length());
        for (var at = 0; at < query.length(); at++) {
            var character = query.charAt(at);
            if (character != '%') {
                bytes.put((byte) character);
            } else if (at + 2 < query.length()
                    && HexFormat.isHexDigit(query.charAt(at + 1))
                    && HexFormat.isHexDigit(query.charAt(at + 2))) {
                bytes.put((byte) HexFormat.fromHexDigits(query, at + 1, at + 3));
                at += 2;
            } else {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
