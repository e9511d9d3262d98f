package shop.local.launch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import shop.local.launch.TakeDown.Haste;

@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "Runs a service in several instances; further ones get ports that are free.")
public final class ScaleCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME=N", arity = "1..*", description = "A service and how many instances it should have.")
    private Map<String, Integer> wanted = Map.of();

    @Override
    public Integer call() throws Exception {
        var home = Home.find();
        var progress = Progress.ofTerminal(false);
        try (var _ = Lock.take(home, progress)) {
            var launcher = Launcher.open(home, progress);
            for (var service : wanted.entrySet()) {
                refuse(launcher, service.getKey(), service.getValue());
            }
            wanted.forEach((service, instances) -> {
                launcher.change(state -> state.withScale(service, instances));
                stopSurplus(launcher, service, instances);
            });
            try (var bringUp = launcher.bringUp()) {
                var missing = new ArrayList<Part>();
                wanted.forEach((service, instances) -> {
                    missing.add(launcher.part(service));
                    for (var number = 2; number <= instances; number++) {
                        missing.add(launcher.furtherInstance(service, number));
                    }
                });
                for (var failure : bringUp.start(missing)) {
                    throw failure;
                }
            }
        }
        return 0;
    }

    private static void refuse(Launcher launcher, String service, int instances) {
        if (!launcher.fleet().isService(service)) {
            launcher.part(service);
            throw new ShopException(service + " cannot be scaled: only the services can");
        }
        if (instances < 1 || instances > 20) {
            throw new ShopException(service + "=" + instances + " (expected: 1 to 20 instances)");
        }
        if (launcher.state().alive().isEmpty()) {
            throw new ShopException("The shop does not run. Start it with ./shop up");
        }
    }

    private static void stopSurplus(Launcher launcher, String service, int instances) {
        launcher.state().entries().stream()
                .filter(entry -> entry.name().matches(service + "-[0-9]+"))
                .filter(entry -> Integer.parseInt(entry.name().substring(service.length() + 1)) > instances)
                .sorted(Comparator.comparing(State.Entry::name).reversed())
                .forEach(entry -> launcher.takeDown().one(entry, Haste.NONE));
    }
}
