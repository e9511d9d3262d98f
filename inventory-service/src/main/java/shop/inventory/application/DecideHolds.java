package shop.inventory.application;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.LockedStock;
import shop.inventory.domain.OrderId;
import shop.inventory.domain.Stock;

/**
 * Decides holds in the order of their arrival, in one transaction and with one statement of each kind, however many they are. Each is
 * taken whole or refused whole. What is refused writes nothing, so a sold-out product costs its late buyers two reads.
 */
@Service
class DecideHolds {

    private final Holds holds;
    private final Stocks stocks;
    private final Clock clock;

    DecideHolds(Holds holds, Stocks stocks, Clock clock) {
        this.holds = holds;
        this.stocks = stocks;
        this.clock = clock;
    }

    /**
     * Answers each command in its place, as if none of their orders had a hold yet; the store finds out if that is so.
     *
     * @throws OptimisticLockingFailureException if one has, so that nothing was done and {@link #decide} has to answer them
     */
    @Transactional
    public List<HoldResult> decideNew(List<PlaceHold.Command> commands) {
        var answers = decide(commands, Map.of());
        var refused = new HashSet<OrderId>();
        for (var position = 0; position < commands.size(); position++) {
            if (answers.get(position) instanceof HoldResult.Refused) {
                refused.add(commands.get(position).order());
            }
        }
        // A repeat of what was held must not be answered that nothing is left now.
        if (!refused.isEmpty() && !holds.find(refused).isEmpty()) {
            throw new OptimisticLockingFailureException("A hold that was asked for again is there already");
        }
        return answers;
    }

    /**
     * Answers each command in its place, one that was answered before as it was then.
     *
     * @throws OptimisticLockingFailureException if another instance has just added one of these holds; nothing was done, and the next
     *     attempt finds it
     */
    @Transactional
    public List<HoldResult> decide(List<PlaceHold.Command> commands) {
        var known = holds.lock(commands.stream().map(PlaceHold.Command::order).collect(Collectors.toSet())).stream()
                .collect(Collectors.toMap(Hold::order, hold -> hold));
        return decide(commands, known);
    }

    private List<HoldResult> decide(List<PlaceHold.Command> commands, Map<OrderId, Hold> known) {
        var lockedStock = stocks.lock(commands.stream()
                .flatMap(command -> command.lines().stream())
                .map(line -> line.product())
                .collect(Collectors.toSet()));
        var decision = new Decision(known, lockedStock, clock.instant());
        var answers = commands.stream().map(decision::on).toList();
        store(decision, lockedStock);
        return answers;
    }

    private void store(Decision decision, LockedStock lockedStock) {
        if (!decision.added.isEmpty() && !holds.addAll(decision.added)) {
            throw new OptimisticLockingFailureException(
                    "A hold was added elsewhere between the look for it and its insert");
        }
        decision.takenAnew.forEach(holds::replace);
        if (!decision.claimed.isEmpty()) {
            holds.saveAttempts(decision.claimed);
        }
        var changed = lockedStock.stocks().stream().filter(Stock::isChanged).toList();
        if (!changed.isEmpty()) {
            stocks.save(changed);
        }
    }

    /** What was decided so far; the next decision builds on it. */
    private static final class Decision {

        private final Map<OrderId, Hold> known;
        private final LockedStock lockedStock;
        private final Instant now;
        private final List<Hold> added = new ArrayList<>();
        private final List<Hold> takenAnew = new ArrayList<>();

        /** Stored ones that another attempt relies on now. */
        private final Set<Hold> claimed = new LinkedHashSet<>();

        Decision(Map<OrderId, Hold> known, LockedStock lockedStock, Instant now) {
            this.known = new HashMap<>(known);
            this.lockedStock = lockedStock;
            this.now = now;
        }

        HoldResult on(PlaceHold.Command command) {
            try {
                return new HoldResult.Held(holdOf(command));
            } catch (InventoryException refusal) {
                return new HoldResult.Refused(refusal);
            }
        }

        private Hold holdOf(PlaceHold.Command command) {
            var earlier = known.get(command.order());
            var attempt = command.attempt();
            if (earlier != null && earlier.answersARepeat()) {
                if (attempt != null && earlier.claim(attempt) && !added.contains(earlier)) {
                    claimed.add(earlier);
                }
                return earlier;
            }
            var hold = Hold.ask(command.order(), command.lines(), command.expiresAt(), now);
            hold.take(lockedStock, now);
            if (attempt != null) {
                hold.claim(attempt);
            }
            (earlier == null ? added : takenAnew).add(hold);
            known.put(command.order(), hold);
            return hold;
        }
    }
}
