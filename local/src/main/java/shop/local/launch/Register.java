package shop.local.launch;

import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;

/** Keeps the state file in step with what is started and stopped; once closed, a process that is still added is ended at once. */
final class Register {

    private final Home home;
    private State state;
    private boolean closed;

    Register(Home home, State state) {
        this.home = home;
        this.state = state;
    }

    synchronized State state() {
        return state;
    }

    synchronized void add(State.Entry entry) {
        if (closed) {
            if (entry.host() == null) {
                entry.process().kill();
            }
            throw new CancellationException("Stopping");
        }
        change(state -> state.with(entry));
    }

    synchronized void addHost(State.HostProcess host) {
        if (closed) {
            host.process().kill();
            throw new CancellationException("Stopping");
        }
        change(state -> state.withHost(host));
    }

    synchronized void removeHost(String name) {
        change(state -> state.withoutHost(name));
    }

    synchronized void remove(String name) {
        change(state -> state.without(entry -> entry.name().equals(name)));
    }

    synchronized void change(UnaryOperator<State> change) {
        state = change.apply(state);
        state.save(home);
    }

    synchronized void close() {
        closed = true;
    }
}
