package shop.local.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "infra",
        mixinStandardHelpOptions = true,
        description =
                "Starts only what a service started by hand needs: stores, broker, registry, mail and Stripe sandbox.")
public final class InfraCommand implements Callable<Integer> {

    @Option(names = "--detach", hidden = true, description = "It always returns; this is taken for the habit's sake.")
    @SuppressWarnings("UnusedVariable")
    private boolean detach;

    @Override
    public Integer call() throws Exception {
        var home = Home.find();
        var progress = Progress.ofTerminal(false);
        try (var run = new Run(home, progress)) {
            run.start(launcher -> launcher.fleet().infrastructure(), false);
            run.letGo();
            progress.line("");
            progress.line("Start a service with its defaults: cd order-service && mvn spring-boot:run");
        }
        return 0;
    }
}
