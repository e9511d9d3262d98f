package shop.proof.prove.fault;

import java.io.IOException;
import java.util.Set;

/** The disk of a store is full to the last byte, and then has room again. */
record FullDisk(String name, String part) implements Fault {

    private static final int MEGABYTES = 400;

    @Override
    public Set<String> strikes() {
        return Set.of(part, Faults.LAUNCHER);
    }

    @Override
    public void prepare(Layout layout) {
        SmallDisk.unavailable().ifPresent(reason -> {
            throw new Unavailable(reason);
        });
        layout.smallDisk(part, MEGABYTES);
    }

    @Override
    public void strike(Target target) throws IOException {
        target.layout().diskOf(part).orElseThrow().fill();
    }

    @Override
    public void heal(Target target) throws IOException {
        target.layout().diskOf(part).orElseThrow().free();
        // A broker whose disk was full has stopped; a database may have.
        target.startIfDown(part);
    }
}
