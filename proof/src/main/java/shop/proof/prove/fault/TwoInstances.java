package shop.proof.prove.fault;

import java.util.Set;

/** A service runs twice for a while; the second instance comes and goes in the middle of its work. */
record TwoInstances(String name, String service) implements Fault {

    @Override
    public Set<String> strikes() {
        return Set.of(service, Faults.LAUNCHER);
    }

    @Override
    public void strike(Target target) {
        target.scale(service, 2);
    }

    @Override
    public void heal(Target target) {
        target.scale(service, 1);
    }
}
