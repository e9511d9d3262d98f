package shop.proof.prove.fault;

import java.util.Set;

/** A part ends as a crash would end it (SIGKILL), and is started again on what it has stored. */
record Kill(String name, String part) implements Fault {

    @Override
    public Set<String> strikes() {
        return Set.of(part, Faults.LAUNCHER);
    }

    @Override
    public void prepare(Layout layout) {
        if (!part.equals("postgres")) {
            layout.apart(part);
        }
    }

    @Override
    public void strike(Target target) {
        target.fleet().kill(part);
    }

    @Override
    public void heal(Target target) {
        target.startIfDown(part);
    }
}
