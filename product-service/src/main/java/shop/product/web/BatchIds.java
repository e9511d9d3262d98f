package shop.product.web;

import java.util.Collection;
import java.util.UUID;
import shop.http.problem.InvalidRequestException;

/** How many products one request may name. */
final class BatchIds {

    private static final int MOST = 100;

    private BatchIds() {}

    static void requireFew(String parameter, Collection<UUID> ids) {
        if (ids.size() > MOST) {
            throw new InvalidRequestException(
                    parameter, "too_many", "must name at most " + MOST + " products, names " + ids.size());
        }
    }
}
