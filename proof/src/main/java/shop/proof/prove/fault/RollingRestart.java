package shop.proof.prove.fault;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Each service is stopped in order and started again, one after the other, as a new version would be rolled out. */
record RollingRestart(String name, List<String> services) implements Fault {

    RollingRestart {
        services = List.copyOf(services);
    }

    @Override
    public Set<String> strikes() {
        var struck = new HashSet<>(services);
        struck.add(Faults.LAUNCHER);
        return struck;
    }

    @Override
    public void strike(Target target) {
        services.forEach(target::restart);
    }

    @Override
    public void heal(Target target) {
        services.forEach(target::startIfDown);
    }
}
