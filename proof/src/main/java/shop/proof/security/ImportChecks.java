package shop.proof.security;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Shopper;

/** Files of products, as an administrator hands them in who was handed them by somebody else: check 71. */
final class ImportChecks {

    private static final String PATH = "/api/products/import";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a spreadsheet takes for a formula. */
    private static final List<String> FORMULAS =
            List.of("=1+1", "=HYPERLINK(\"http://evil.example\",\"here\")", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1");

    private static final int WRONG_LINES = 40_000;
    private static final int MOST_BYTES_OF_A_JOB = 1 << 20;

    private ImportChecks() {}

    static List<Check> all() {
        return List.of(Check.of(
                71,
                "CSV: formulas as names; a number of 900,000 digits; 2.7 MB of wrong lines",
                "neutral in the export; a line error; a bounded answer; the next import runs",
                ImportChecks::files));
    }

    private static void files(Trial trial) throws Exception {
        var admin = Shopper.admin().client();
        var mark = "CSV" + Integer.toHexString(trial.random().nextInt()).toUpperCase(Locale.ROOT);
        var formulas = new ArrayList<String>();
        for (var number = 0; number < FORMULAS.size(); number++) {
            formulas.add("%s-%d,%s,9.99,EUR".formatted(mark, number, quoted(FORMULAS.get(number))));
        }
        var created = finished(trial, "formulas as names", admin, csv(formulas)).number("created");
        var export = admin.with("Accept", "text/csv").get("/api/products/export");
        trial.expect("GET /api/products/export", export, 200);
        var exported = export.body().lines().filter(line -> line.contains(mark)).toList();
        trial.that(
                "its lines of these products",
                "all that were created",
                exported.size() + " of " + created,
                created > 0 && exported.size() == created);
        var cells = exported.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(cell -> cell.replaceFirst("^\"", ""))
                .filter(cell -> cell.matches("[=+@\t-].*"))
                .toList();
        trial.that("its cells of these products", "none that begins as a formula", cells, cells.isEmpty());

        // A file without a good line near its beginning is taken for no catalog at all.
        var good = mark + "-Y,A mug,9.99,EUR";
        var number = csv(List.of(good, mark + "-9,A number," + "9".repeat(900_000) + ",EUR"));
        var refused = finished(trial, "a price of 900,000 digits", admin, number);
        trial.that(
                "its lines",
                "1 refused, at most 1 MB of answer",
                refused.number("rejected") + " refused, " + refused.bytes().length + " bytes",
                refused.number("rejected") == 1 && refused.bytes().length <= MOST_BYTES_OF_A_JOB);
        var lines = Stream.concat(
                        Stream.of(good),
                        IntStream.range(0, WRONG_LINES)
                                .mapToObj(line -> mark + "-W" + line + ",Wrong in its price and "
                                        + "much too long".repeat(3) + ",x,EUR"))
                .toList();
        var job = finished(trial, WRONG_LINES + " wrong lines", admin, csv(lines));
        trial.that(
                "what its job says",
                WRONG_LINES + " refused, at most 1 MB of answer",
                job.number("rejected") + " refused, " + job.bytes().length + " bytes",
                job.number("rejected") == WRONG_LINES && job.bytes().length <= MOST_BYTES_OF_A_JOB);
        var last = finished(trial, "one good line", admin, csv(List.of(mark + "-Z,A mug,9.99,EUR")));
        trial.that(
                "the import after them", "1 created", last.number("created") + " created", last.number("created") == 1);
    }

    /** The job when it has come to its end, however it did. */
    private static Answer finished(Trial trial, String file, Client admin, String content) throws InterruptedException {
        var sent = admin.send("POST", PATH, "text/csv", BodyPublishers.ofString(content), " (" + file + ")");
        trial.expect("POST import, " + file, sent, 202);
        var job = Trial.until(
                PATIENCE,
                () -> admin.get(sent.header("Location")),
                answer -> !List.of("QUEUED", "RUNNING").contains(answer.text("state")));
        trial.that(
                "its end",
                "COMPLETED or FAILED",
                job.text("state"),
                job.text("state").matches("COMPLETED|FAILED"));
        return job;
    }

    private static String csv(List<String> lines) {
        return "sku,name,price,currency\n" + lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static String quoted(String cell) {
        return "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
