package shop.proof.prove.fault;

import java.io.IOException;
import java.util.Set;

/** The broker stands still for longer than an order's reservation with its extension, while buyers go on paying. */
record BrokerOutlastsReservation(String name) implements Fault {

    private static final String BROKER = "kafka";

    @Override
    public Set<String> strikes() {
        return Set.of(BROKER, Faults.LAUNCHER);
    }

    @Override
    public void prepare(Layout layout) {
        layout.apart(BROKER);
        layout.set("order-service", "ORDER_RESERVATION", "20s");
        layout.set("order-service", "ORDER_EXTENSION", "20s");
    }

    @Override
    public void strike(Target target) throws IOException {
        target.pause(BROKER);
    }

    @Override
    public void heal(Target target) throws IOException {
        target.resume(BROKER);
    }
}
