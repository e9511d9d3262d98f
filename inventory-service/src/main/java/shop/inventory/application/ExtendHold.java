package shop.inventory.application;

import java.time.Instant;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.inventory.domain.Hold;
import shop.inventory.domain.InventoryException;
import shop.inventory.domain.OrderId;

/** Lets a hold wait longer, because its buyer has begun to pay. */
@Service
public class ExtendHold {

    private final Holds holds;
    private final HoldPolicy policy;

    ExtendHold(Holds holds, HoldPolicy policy) {
        this.holds = holds;
        this.policy = policy;
    }

    /**
     * Moves the expiry, within the policy.
     *
     * @return the hold with the expiry that it has now, which may be earlier than asked for, or later
     */
    @Transactional
    public Hold extend(OrderId order, Instant until) {
        var hold = holds.lock(order).orElseThrow(() -> new InventoryException.UnknownHold(order));
        hold.extend(until, policy.longest());
        holds.save(hold);
        return hold;
    }
}
