package shop.local.launch;

import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.local.infra.Folders;
import shop.local.launch.TakeDown.Haste;

@Command(
        name = "reset",
        mixinStandardHelpOptions = true,
        description =
                "Stops everything and deletes all data and logs, so that the next start begins with an empty shop.")
public final class ResetCommand implements Callable<Integer> {

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        var home = Home.find();
        var progress = Progress.ofTerminal(false);
        if (!yes && !agreed(home)) {
            throw new ShopException("Nothing was deleted.");
        }
        try (var _ = Lock.take(home, progress)) {
            var launcher = Launcher.open(home, progress);
            launcher.takeDown().all(Haste.NOW);
            for (var folder : List.of("data", "logs", "run")) {
                Folders.delete(home.folder().resolve(folder));
            }
            Files.deleteIfExists(home.state());
            progress.line("All data is deleted.");
        }
        return 0;
    }

    private static boolean agreed(Home home) {
        var console = Progress.terminal().orElseThrow(() -> new ShopException("Nobody to ask: confirm with --yes"));
        var answer = console.readLine("Stop the shop and delete all its data below %s? [y/N] ", home.folder());
        return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
