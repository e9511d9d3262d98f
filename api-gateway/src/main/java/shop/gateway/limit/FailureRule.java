package shop.gateway.limit;

import java.util.Set;

/**
 * What counts as a failed try to get into an account, or as one to learn of it.
 *
 * @param statuses of the answers that do; empty for all
 * @param cost how many tokens such an answer takes from the address
 */
public record FailureRule(Set<Integer> statuses, int cost) {

    public FailureRule {
        statuses = Set.copyOf(statuses);
    }

    int costOf(int status) {
        return statuses.isEmpty() || statuses.contains(status) ? cost : 0;
    }
}
