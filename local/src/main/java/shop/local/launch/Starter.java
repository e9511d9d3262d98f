package shop.local.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import shop.local.host.HostRefusal;
import shop.local.host.PartState;
import shop.local.infra.InfrastructureException;
import shop.local.infra.PostgresBinaries;
import shop.local.infra.PostgresServer;
import shop.local.launch.Part.HostedProgram;
import shop.local.launch.Part.NativePostgres;

/** Starts a part so that it outlives the launcher, and waits until it does its work. */
final class Starter {

    /** Far more than a start takes, also on a slow machine under load: it only ends what will never come up. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    private final Home home;
    private final Hosts hosts;
    private final Register register;

    Starter(Home home, Hosts hosts, Register register) {
        this.home = home;
        this.hosts = hosts;
        this.register = register;
    }

    /** The java program that runs the launcher runs the parts too. */
    static Path thisJava() {
        return ProcessHandle.current()
                .info()
                .command()
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /**
     * Starts a part where it belongs: in the process that all share, or in one of its own.
     *
     * @param apart in one of its own, wherever it belongs
     * @throws ShopException if the part does not come up; the message names it and holds the end of its log
     */
    void start(Part part, boolean apart) throws IOException, InterruptedException {
        var own = apart || register.state().isApart(part.name()) || !part.isFirstInstance();
        try {
            switch (part.program()) {
                case NativePostgres postgres -> startPostgres(part, postgres, home.freshLog(part.name()));
                case HostedProgram program -> hosts.start(part, program, own ? part.name() : Home.HOST);
            }
        } catch (InfrastructureException e) {
            throw new ShopException(part.name() + " did not start: " + e.getMessage());
        } catch (HostRefusal e) {
            throw failed(part, e.getMessage() + ".");
        }
    }

    /** Whether it was started and did not fail; it may still be on its way. */
    boolean isRunning(State.Entry entry) {
        return entry.isAlive() && (entry.host() == null || isRunning(hosts.state(entry)));
    }

    /** Waits for a part that runs already. */
    void awaitReady(Part part, State.Entry entry) throws InterruptedException {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (isRunning(entry) && System.nanoTime() - deadline < 0) {
            if (part.ready().passes()) {
                return;
            }
            Thread.sleep(ASK_EVERY);
        }
        throw failed(part, part.name() + (isRunning(entry) ? " does not answer." : " ended before it was ready."));
    }

    private static boolean isRunning(@Nullable PartState state) {
        return state == PartState.STARTING || state == PartState.UP;
    }

    private void startPostgres(Part part, NativePostgres postgres, Path log) throws IOException, InterruptedException {
        var settings = new PostgresServer.Settings(
                PostgresBinaries.unpack(home.programs()),
                postgres.data(),
                part.port(),
                Fleet.POSTGRES_PASSWORD,
                log,
                true,
                true,
                null);
        PostgresServer.start(
                settings,
                process -> register.add(new State.Entry(
                        part.name(), part.kind(), process.pid(), process.startedAt(), part.port(), null)));
        try {
            PostgresServer.createDatabases(part.port(), Fleet.POSTGRES_PASSWORD, postgres.databases());
        } catch (SQLException e) {
            throw new InfrastructureException("the databases could not be created: " + e.getMessage(), e);
        }
    }

    private ShopException failed(Part part, String what) {
        var log = home.log(part.name());
        return new ShopException(what + " The end of " + log + ":\n    " + String.join("\n    ", LogTail.of(log, 30)));
    }
}
