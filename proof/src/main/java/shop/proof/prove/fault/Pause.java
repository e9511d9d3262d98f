package shop.proof.prove.fault;

import java.io.IOException;
import java.util.Set;

/** A part stands still (SIGSTOP) with all its connections open, and goes on as if no time had passed. */
record Pause(String name, String part) implements Fault {

    @Override
    public Set<String> strikes() {
        return Set.of(part);
    }

    @Override
    public void prepare(Layout layout) {
        if (!part.equals("postgres")) {
            layout.apart(part);
        }
    }

    @Override
    public void strike(Target target) throws IOException {
        target.pause(part);
    }

    @Override
    public void heal(Target target) throws IOException {
        target.resume(part);
    }
}
