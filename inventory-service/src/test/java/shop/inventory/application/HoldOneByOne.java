package shop.inventory.application;

import java.util.List;
import shop.inventory.domain.Hold;

/** A transaction for each hold: what {@link PlaceHold} is measured against. */
public class HoldOneByOne {

    private final DecideHolds decideHolds;

    HoldOneByOne(DecideHolds decideHolds) {
        this.decideHolds = decideHolds;
    }

    public Hold place(PlaceHold.Command command) {
        return switch (decideHolds.decide(List.of(command)).getFirst()) {
            case HoldResult.Held(var hold) -> hold;
            case HoldResult.Refused(var refusal) -> throw refusal;
        };
    }
}
