package shop.http.paging;

import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import shop.platform.paging.PageQuery;

/** Turns page queries into Spring Data's; for services that have Spring Data, so nothing else here may name this class. */
public final class Pageables {

    private Pageables() {}

    /**
     * The same page, in the same order.
     *
     * @param tieBreak a unique property, sorted by last: without it a row could be on two pages or on none
     */
    public static Pageable of(PageQuery query, String tieBreak) {
        var sort = Sort.by(query.sort().stream()
                .map(order -> order.descending() ? Sort.Order.desc(order.field()) : Sort.Order.asc(order.field()))
                .toList());
        return PageRequest.of(query.page(), query.size(), sort.and(Sort.by(tieBreak)));
    }
}
