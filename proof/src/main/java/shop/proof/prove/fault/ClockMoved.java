package shop.proof.prove.fault;

import java.util.Set;

/** The clock of one service is ahead of all others. */
record ClockMoved(String name, String service, String offset) implements Fault {

    private static final String OFFSET = "SHOP_CLOCK_OFFSET";

    @Override
    public Set<String> strikes() {
        return Set.of(service, Faults.LAUNCHER);
    }

    @Override
    public void strike(Target target) {
        target.layout().set(service, OFFSET, offset);
        target.restart(service);
    }

    @Override
    public void heal(Target target) {
        target.layout().unset(service, OFFSET);
        target.restart(service);
    }
}
