package shop.local.launch;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shop.local.launch.TakeDown.Haste;

@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = "Stops a part if it runs, and starts it again with the latest build.")
public final class RestartCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The part, as status names it.")
    private String name = "";

    @Option(
            names = "--apart",
            description = "In a process of its own, until it is restarted without this: then it can be killed.")
    private boolean apart;

    @Override
    public Integer call() throws Exception {
        var home = Home.find();
        var progress = Progress.ofTerminal(false);
        try (var _ = Lock.take(home, progress)) {
            var launcher = Launcher.open(home, progress);
            var part = launcher.part(name);
            launcher.state().find(name).ifPresent(entry -> launcher.takeDown().one(entry, Haste.NONE));
            try (var bringUp = launcher.bringUp(apart)) {
                for (var failure : bringUp.start(List.of(part))) {
                    throw failure;
                }
            }
        }
        return 0;
    }
}
