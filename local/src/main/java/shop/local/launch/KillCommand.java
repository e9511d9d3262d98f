package shop.local.launch;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = "Ends a part as a crash would (SIGKILL), to see how the others take it.")
public final class KillCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The part, as status names it.")
    private String name = "";

    @Override
    public Integer call() throws InterruptedException {
        var launcher = Launcher.open(Home.find(), Progress.ofTerminal(false));
        var entry = launcher.state().find(name).filter(State.Entry::isAlive);
        if (entry.isEmpty()) {
            launcher.part(name);
            throw new ShopException(name + " does not run");
        }
        if (entry.get().isShared()) {
            throw new ShopException(name + " has no process of its own: it runs in the one that all parts share (pid "
                    + entry.get().pid() + "). Move it into its own with ./shop restart " + name
                    + " --apart, or start the shop with ./shop up --apart=" + name + ", and kill it then.");
        }
        entry.get().process().kill();
        if (!entry.get().process().awaitEnd(Duration.ofSeconds(10))) {
            throw new ShopException(name + " (pid " + entry.get().pid() + ") did not end");
        }
        System.out.println(
                name + " (pid " + entry.get().pid() + ") was killed. Start it again with ./shop restart " + name);
        return 0;
    }
}
