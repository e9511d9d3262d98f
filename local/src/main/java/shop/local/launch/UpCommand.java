package shop.local.launch;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts what does not run yet, and stays until Ctrl-C, which stops everything.")
public final class UpCommand implements Callable<Integer> {

    @Option(names = "--detach", description = "Return when everything is ready; stop it with ./shop down.")
    private boolean detach;

    @Option(names = "--json", description = "Print the same JSON as status --json when everything is ready.")
    private boolean json;

    @Option(names = "--no-demo-data", description = "Leave the catalog as it is; without this an empty one is filled.")
    private boolean noDemoData;

    @Option(
            names = "--apart",
            arity = "0..1",
            split = ",",
            fallbackValue = State.ALL,
            paramLabel = "NAME,...",
            description = "Each of these parts in a process of its own; without names, each part.")
    private Set<String> apart = Set.of();

    private final BiConsumer<RunningFleet, Consumer<String>> catalog;

    /** @param catalog fills an empty shop with goods to look at, and prints what it did */
    public UpCommand(BiConsumer<RunningFleet, Consumer<String>> catalog) {
        this.catalog = catalog;
    }

    @Override
    public Integer call() throws Exception {
        var home = Home.find();
        var progress = Progress.ofTerminal(json);
        try (var run = new Run(home, progress)) {
            run.launcher().layOut(apart);
            var failures = run.start(Launcher::everything, true);
            if (failures.isEmpty()) {
                if (!noDemoData) {
                    run.fill(catalog);
                }
                report(run.launcher(), progress);
            }
            if (detach && !failures.isEmpty()) {
                run.letGo();
                return 1;
            }
            if (detach) {
                run.letGo();
            } else {
                run.stay();
            }
        }
        return 0;
    }

    private void report(Launcher launcher, Progress progress) throws InterruptedException {
        if (json) {
            System.out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(StatusReport.of(launcher)));
            return;
        }
        progress.lines(List.of("", "The shop is ready.", ""));
        progress.lines(launcher.fleet().pages());
        progress.lines(List.of(
                "", detach ? "Play a customer with ./shop demo. Stop with ./shop down." : "Ctrl-C stops everything."));
    }
}
