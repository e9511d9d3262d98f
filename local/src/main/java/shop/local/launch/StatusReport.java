package shop.local.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What {@code status} says; its JSON form is a promise to other programs. */
record StatusReport(String gateway, String discovery, String mail, String stripe, Admin admin, List<PartStatus> parts) {

    StatusReport {
        parts = List.copyOf(parts);
    }

    static StatusReport of(Launcher launcher) throws InterruptedException {
        var fleet = launcher.fleet();
        return new StatusReport(
                fleet.url(Port.GATEWAY),
                fleet.url(Port.DISCOVERY),
                fleet.url(Port.MAIL),
                fleet.url(Port.STRIPE),
                new Admin(fleet.adminEmail(), fleet.adminPassword()),
                parts(launcher));
    }

    /** All parts are asked at once, for one that hangs must not hide the others. */
    private static List<PartStatus> parts(Launcher launcher) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<PartStatus>>();
            for (var part : launcher.everything()) {
                var entry = launcher.state().find(part.name()).filter(State.Entry::isAlive);
                answers.add(threads.submit(() -> entry.isPresent()
                        ? new PartStatus(
                                part.name(),
                                part.kind().word(),
                                part.ready().passes() ? "up" : "starting",
                                entry.get().pid(),
                                part.port())
                        : new PartStatus(part.name(), part.kind().word(), "down", null, part.port())));
            }
            var parts = new ArrayList<PartStatus>();
            for (var answer : answers) {
                parts.add(answer.get());
            }
            return parts;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The parts could not be asked", e);
        }
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("%-22s %-15s %-9s %8s %6s".formatted("PART", "KIND", "STATE", "PID", "PORT"));
        for (var part : parts) {
            lines.add("%-22s %-15s %-9s %8s %6d"
                    .formatted(
                            part.name(),
                            part.kind(),
                            part.state(),
                            part.pid() == null ? "-" : part.pid(),
                            part.port()));
        }
        return lines;
    }

    record Admin(String email, String password) {}

    /** @param state {@code up}, {@code starting} (it runs, but does not answer) or {@code down} */
    record PartStatus(
            String name,
            String kind,
            String state,
            @Nullable Long pid,
            int port) {}
}
