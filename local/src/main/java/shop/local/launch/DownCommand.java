package shop.local.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.local.launch.TakeDown.Haste;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops everything; data and logs stay.")
public final class DownCommand implements Callable<Integer> {

    @Option(names = "--now", description = "At once: everything but the database server is killed.")
    private boolean now;

    @Override
    public Integer call() throws Exception {
        var home = Home.find();
        var progress = Progress.ofTerminal(false);
        try (var _ = Lock.take(home, progress)) {
            var state = State.load(home);
            if (state.isEmpty()
                    || (state.get().entries().isEmpty() && state.get().hosts().isEmpty())) {
                progress.line("Nothing runs.");
            } else {
                var launcher = Launcher.open(home, progress);
                launcher.takeDown().all(now ? Haste.NOW : Haste.NONE);
                launcher.change(stopped -> State.empty(stopped.ports(), stopped.mongodbUri()));
                progress.line("Everything is stopped.");
            }
        }
        return 0;
    }
}
