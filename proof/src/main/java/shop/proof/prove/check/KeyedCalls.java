package shop.proof.prove.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.Intent;

/** What clients were answered under their Idempotency-Keys: pure comparisons of calls with each other. */
final class KeyedCalls {

    /** The requests that the shop promises to do once under one key. */
    private static final Set<Intent> KEYED = Set.of(
            Intent.ORDER,
            Intent.FLASH_ORDER,
            Intent.PAY,
            Intent.CANCEL,
            Intent.REFUND,
            Intent.ADJUST_STOCK,
            Intent.CREATE_PRODUCT);

    private KeyedCalls() {}

    /** The calls under each key, in the order in which they ended. */
    static Map<String, List<Call>> byKey(List<Call> calls) {
        return calls.stream()
                .filter(call -> !call.key().isEmpty() && KEYED.contains(call.intent()))
                .collect(Collectors.groupingBy(Call::key, LinkedHashMap::new, Collectors.toList()));
    }

    /** Keys of one client that were answered with more than one thing. */
    static List<String> severalResults(List<Call> calls) {
        var flaws = new ArrayList<String>();
        byKey(calls.stream().filter(Call::isAcknowledged).toList()).forEach((key, answered) -> {
            var made = answered.stream().map(KeyedCalls::made).collect(Collectors.toSet());
            if (made.size() > 1) {
                flaws.add("key " + key + " was answered with " + made + " (expected: one of them): "
                        + answered.getFirst().brief());
            }
        });
        return flaws;
    }

    /** Keys of which nobody knows what became, and keys that were refused although they were done. */
    static List<String> unresolved(List<Call> calls, Predicate<String> hasMadeAnOrder) {
        var flaws = new ArrayList<String>();
        byKey(calls).forEach((key, tries) -> {
            var done = tries.stream().anyMatch(Call::isAcknowledged);
            var refused = tries.stream().filter(Call::isRefused).toList();
            if (!done && refused.isEmpty()) {
                flaws.add("nobody knows what became of key " + key + " after " + tries.size() + " tries: "
                        + tries.getLast().brief());
            } else if (!refused.isEmpty()
                    && tries.getFirst().intent().isOrder()
                    && (done || hasMadeAnOrder.test(key))) {
                flaws.add("key " + key + " was refused and has made an order: "
                        + refused.getFirst().brief());
            }
        });
        return flaws;
    }

    /** What a keyed request has made, by its id; an adjustment by the version of the stock. */
    private static String made(Call call) {
        var facts = call.facts();
        return switch (call.intent()) {
            case PAY -> "payment " + facts.payment();
            case REFUND -> "refund " + facts.refund();
            case CREATE_PRODUCT, ADJUST_STOCK -> "product " + facts.product() + " in version " + facts.version();
            default -> "order " + facts.order();
        };
    }
}
