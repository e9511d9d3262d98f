package shop.proof.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Load from <a href="https://github.com/wg/wrk">wrk</a>, which takes so little of a core that what is measured is the server. */
final class Wrk {

    /** One is enough for what two cores can serve, and leaves the other to the server. */
    private static final int THREADS = 1;

    private static final Pattern LATENCY = Pattern.compile("(50|99)%\\s+([0-9.]+)(us|ms|s)\\b");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses:.*");
    private static final Pattern TROUBLE = Pattern.compile("Socket errors: (.*)");

    private Wrk() {}

    /**
     * What was measured, times in milliseconds.
     *
     * @param trouble connections that failed and answers that took more than two seconds, if any
     */
    record Figures(double perSecond, double p50, double p99, String trouble) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,.0f/s (p50 %.2f ms, p99 %.2f ms)%s", perSecond, p50, p99, trouble);
        }
    }

    /** All answers must be 2xx: a figure over refusals says nothing. */
    static Figures get(URI address, int connections, Duration time) throws IOException, InterruptedException {
        var output = Tool.run(
                "wrk",
                "--latency",
                "--threads",
                String.valueOf(THREADS),
                "--connections",
                String.valueOf(connections),
                "--duration",
                time.toSeconds() + "s",
                address.toString());
        var refused = REFUSED.matcher(output);
        if (refused.find()) {
            throw new IllegalStateException("GET " + address + ": " + refused.group());
        }
        var trouble = TROUBLE.matcher(output);
        return new Figures(
                number(RATE, output),
                latency(output, "50"),
                latency(output, "99"),
                trouble.find() ? " [" + trouble.group(1) + "]" : "");
    }

    private static double number(Pattern pattern, String output) {
        var match = pattern.matcher(output);
        if (!match.find()) {
            throw new IllegalStateException("wrk printed no " + pattern + ":\n" + output);
        }
        return Double.parseDouble(match.group(1));
    }

    private static double latency(String output, String part) {
        return LATENCY.matcher(output)
                .results()
                .filter(match -> match.group(1).equals(part))
                .mapToDouble(match -> Double.parseDouble(match.group(2)) * millis(match.group(3)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk printed no latency of " + part + " %:\n" + output));
    }

    private static double millis(String unit) {
        return switch (unit) {
            case "us" -> 0.001;
            case "ms" -> 1;
            case "s" -> 1000;
            default -> throw new IllegalStateException(unit);
        };
    }

    /** Programs of the system. */
    static final class Tool {

        private Tool() {}

        static void require(String name) {
            try {
                new ProcessBuilder(name, "-v")
                        .redirectErrorStream(true)
                        .start()
                        .getInputStream()
                        .readAllBytes();
            } catch (IOException missing) {
                throw new IllegalStateException(
                        name
                                + " is needed for this measurement and is not installed (Debian: apt install nginx-light wrk)",
                        missing);
            }
        }

        static String run(String... command) throws IOException, InterruptedException {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        }
    }
}
