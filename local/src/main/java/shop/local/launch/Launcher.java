package shop.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.local.infra.Folders;
import shop.local.infra.Ports;

/** One command's view of a local fleet: what runs, what should, and the means to bring the two together. */
final class Launcher {

    private final Home home;
    private final Progress progress;
    private final Fleet fleet;
    private final Register register;
    private final Apps apps;
    private final Hosts hosts;
    private final Starter starter;

    private Launcher(Home home, State state, Progress progress) {
        this.home = home;
        this.progress = progress;
        this.fleet = new Fleet(home, state.ports(), state.mongodbUri(), System::getenv);
        this.register = new Register(home, state);
        this.apps = new Apps(home, Home.checkout());
        this.hosts = new Hosts(
                home,
                Starter.thisJava(),
                apps,
                register,
                words(System.getenv("SHOP_JAVA_OPTIONS")),
                !"never".equals(System.getenv("SHOP_START_CACHE")));
        this.starter = new Starter(home, hosts, register);
    }

    static Launcher open(Home home, Progress progress) {
        return new Launcher(home, current(home), progress);
    }

    /** The state as it was written down, or if nothing of it runs, an empty one with the ports of the environment. */
    static State current(Home home) {
        return State.load(home)
                .filter(State::runs)
                .orElseGet(() -> State.empty(PortTable.of(System::getenv), blankAsNull(System.getenv("MONGODB_URI"))));
    }

    Home home() {
        return home;
    }

    Fleet fleet() {
        return fleet;
    }

    State state() {
        return register.state();
    }

    /** All parts, with as many instances of each service as were asked for. */
    List<Part> everything() {
        var parts = new ArrayList<>(fleet.parts());
        register.state().scale().forEach((service, instances) -> {
            for (var number = 2; number <= instances; number++) {
                parts.add(furtherInstance(service, number));
            }
        });
        return parts;
    }

    Part furtherInstance(String service, int number) {
        return register.state()
                .find(service + "-" + number)
                .filter(State.Entry::isAlive)
                .map(entry -> fleet.furtherInstance(service, number, entry.port()))
                .orElseGet(() -> fleet.furtherInstance(service, number));
    }

    Part part(String name) {
        var port = register.state()
                .find(name)
                .filter(entry -> entry.isAlive() || Ports.isFree(entry.port()))
                .map(State.Entry::port)
                .orElseGet(Ports::free);
        return fleet.find(name, port).orElseThrow(() -> unknown(name));
    }

    ShopException unknown(String name) {
        var known = Stream.concat(
                        fleet.parts().stream().map(Part::name),
                        register.state().entries().stream().map(State.Entry::name))
                .distinct()
                .toList();
        return new ShopException("No part is called \"" + name + "\" (known: " + String.join(", ", known) + ")");
    }

    /** Says where the environment asks for other ports than those of the fleet that runs. */
    void tellOfIgnoredSettings() {
        var wanted = PortTable.of(System::getenv);
        for (var port : Port.values()) {
            if (System.getenv(port.variable()) != null && wanted.of(port) != fleet.port(port)) {
                progress.line(
                        port.variable() + "=" + wanted.of(port) + " has no effect: the shop runs already, with port "
                                + fleet.port(port) + ". Run ./shop down first.");
            }
        }
    }

    /**
     * Which parts are to have a process of their own from now on; of what runs already nothing moves.
     *
     * @param apart their names, or {@link State#ALL}
     */
    void layOut(Set<String> apart) {
        for (var name : apart) {
            if (!name.equals(State.ALL)) {
                part(name);
            }
        }
        var running = register.state().entries().stream()
                .filter(State.Entry::isAlive)
                .filter(State.Entry::isShared)
                .map(State.Entry::name)
                .filter(name -> apart.contains(State.ALL) || apart.contains(name))
                .toList();
        if (!running.isEmpty()) {
            progress.line(String.join(", ", running) + " run already, in the process that all share. Move a part with"
                    + " ./shop restart NAME --apart, or all with ./shop down first.");
        }
        if (!apart.isEmpty() || !register.state().runs()) {
            register.change(state -> state.withApart(apart));
        }
    }

    BringUp bringUp() {
        return bringUp(false);
    }

    /** @param apart whether each part gets a process of its own, wherever it belongs otherwise */
    BringUp bringUp(boolean apart) {
        return new BringUp(starter, register, progress, apart);
    }

    TakeDown takeDown() {
        return new TakeDown(home, hosts, register, progress);
    }

    Hosts hosts() {
        return hosts;
    }

    Starter starter() {
        return starter;
    }

    void change(UnaryOperator<State> change) {
        register.change(change);
    }

    /** From now on nothing more starts. */
    void close() {
        register.close();
    }

    /** Frees the disk of what earlier builds left, unless a part runs from it still. */
    void tidy() {
        if (register.state().runs()) {
            return;
        }
        try {
            apps.deleteOld();
            hosts.deleteOldCaches();
            // Of an earlier version, which made a cache for each part.
            Folders.delete(home.folder().resolve("caches"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
