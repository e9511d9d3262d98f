package shop.local.launch;

import java.net.URI;
import java.nio.file.Path;

/** Where the shop that runs on this machine is to be reached, for commands that use it. */
public record RunningFleet(
        Path home,
        URI gateway,
        URI discovery,
        URI mail,
        URI stripe,
        String adminEmail,
        String adminPassword,
        String kafkaBootstrapServers) {

    /**
     * The shop that runs.
     *
     * @throws ShopException if no gateway runs
     */
    public static RunningFleet require() {
        var home = Home.find();
        var launcher = Launcher.open(home, Progress.ofTerminal(true));
        if (launcher.state().find(Fleet.GATEWAY).filter(State.Entry::isAlive).isEmpty()) {
            throw new ShopException("The shop does not run. Start it with ./shop up");
        }
        return of(home, launcher.fleet());
    }

    static RunningFleet of(Home home, Fleet fleet) {
        return new RunningFleet(
                home.folder(),
                URI.create(fleet.url(Port.GATEWAY)),
                URI.create(fleet.url(Port.DISCOVERY)),
                URI.create(fleet.url(Port.MAIL)),
                URI.create(fleet.url(Port.STRIPE)),
                fleet.adminEmail(),
                fleet.adminPassword(),
                fleet.kafkaBootstrapServers());
    }
}
