package shop.http.paging;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import shop.platform.problem.Problems;

/** A page of a long list that lies behind all that is counted: 400 {@code page_too_deep}. */
public final class PageTooDeepException extends ErrorResponseException {

    PageTooDeepException() {
        super(
                HttpStatus.BAD_REQUEST,
                Problems.problem(
                        HttpStatus.BAD_REQUEST,
                        "page_too_deep",
                        "Pages reach the first " + Keyset.MOST_COUNTED
                                + " entries; go on from nextCursor of a page with cursor=, or narrow the list."),
                null);
    }
}
