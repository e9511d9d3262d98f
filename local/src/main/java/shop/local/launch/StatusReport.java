package shop.local.launch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import shop.local.host.PartState;

/** What {@code status} says; its JSON form is a promise to other programs. */
record StatusReport(
        String gateway,
        String discovery,
        String mail,
        String stripe,
        String razorpay,
        Admin admin,
        List<PartStatus> parts,
        @JsonIgnore List<String> pages) {

    private static final int FAILURE_LINES = 30;

    StatusReport {
        parts = List.copyOf(parts);
        pages = List.copyOf(pages);
    }

    static StatusReport of(Launcher launcher) throws InterruptedException {
        var fleet = launcher.fleet();
        return new StatusReport(
                fleet.url(Port.GATEWAY),
                fleet.url(Port.DISCOVERY),
                fleet.url(Port.MAIL),
                fleet.usesStripe() ? fleet.stripePage() : fleet.url(Port.STRIPE),
                fleet.usesRazorpay() ? fleet.razorpayPage() : fleet.url(Port.RAZORPAY),
                new Admin(fleet.adminEmail(), fleet.adminPassword()),
                parts(launcher),
                fleet.pages());
    }

    /** All parts are asked at once, for one that hangs must not hide the others. */
    private static List<PartStatus> parts(Launcher launcher) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var states = new ConcurrentHashMap<String, Map<String, PartState>>();
            var answers = new ArrayList<Future<PartStatus>>();
            for (var part : launcher.everything()) {
                answers.add(threads.submit(() -> status(launcher, part, states)));
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

    /** @param states per host, asked once each */
    private static PartStatus status(Launcher launcher, Part part, Map<String, Map<String, PartState>> states)
            throws InterruptedException {
        var entry =
                launcher.state().find(part.name()).filter(State.Entry::isAlive).orElse(null);
        if (entry == null) {
            return new PartStatus(part.name(), part.kind().word(), "down", null, part.port(), null, null);
        }
        var host = entry.host();
        if (host != null) {
            var known = states.computeIfAbsent(host, launcher.hosts()::states).get(part.name());
            if (known == PartState.FAILED) {
                return new PartStatus(
                        part.name(),
                        part.kind().word(),
                        "failed",
                        entry.pid(),
                        part.port(),
                        host,
                        LogTail.of(launcher.home().log(part.name()), FAILURE_LINES));
            }
        }
        return new PartStatus(
                part.name(),
                part.kind().word(),
                part.ready().passes() ? "up" : "starting",
                entry.pid(),
                part.port(),
                host,
                null);
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
        lines.add("");
        lines.addAll(pages);
        for (var part : parts) {
            if (part.failure() != null) {
                lines.add("");
                lines.add(part.name() + " did not start. The end of its log:");
                part.failure().forEach(line -> lines.add("    " + line));
            }
        }
        return lines;
    }

    record Admin(String email, String password) {}

    /**
     * One part.
     *
     * @param state {@code up}, {@code starting} (it runs, but does not answer), {@code failed} (it did not start, and the others
     *     go on) or {@code down}
     * @param pid of the process in which it runs, alone or with others
     * @param host the name of that process; null of a part that is no program of ours
     * @param failure the end of its log if it failed
     */
    record PartStatus(
            String name,
            String kind,
            String state,
            @Nullable Long pid,
            int port,
            @Nullable String host,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> failure) {}
}
