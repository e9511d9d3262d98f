package shop.proof.measure;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.measure.Counter.Kind;

/** What each service counts itself: the HTTP requests that it has answered, for example; whoever asks for the metrics is not counted. */
public final class ServiceMetrics {

    private static final Pattern ANSWERED =
            Pattern.compile("(?m)^http_server_requests_seconds_count\\{(.*)\\} ([0-9.Ee+]+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private ServiceMetrics() {}

    public static Counts read() {
        var found = new TreeMap<Counter, Double>();
        for (var service : Fleet.running().services()) {
            var line = ANSWERED.matcher(metricsOf(service));
            while (line.find()) {
                var labels = labels(line.group(1));
                var uri = labels.getOrDefault("uri", "");
                if (!uri.startsWith("/actuator")) {
                    found.merge(
                            new Counter(Kind.REQUESTS, service + ": " + labels.get("method") + " " + uri),
                            Double.parseDouble(line.group(2)),
                            Double::sum);
                }
            }
        }
        return new Counts(found);
    }

    /**
     * A figure of a service as it is now, the sum of all its series.
     *
     * @throws IllegalStateException if the service has no such figure, which must not pass for none of what it counts
     */
    public static double gauge(String service, String name) {
        var series = Pattern.compile("(?m)^" + Pattern.quote(name) + "\\{.*\\} (\\S+)$")
                .matcher(metricsOf(service))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .toArray();
        if (series.length == 0) {
            throw new IllegalStateException(service + " has no figure " + name);
        }
        return Arrays.stream(series).sum();
    }

    private static String metricsOf(String service) {
        return Client.of(Fleet.running().direct(service))
                .get("/actuator/prometheus")
                .expect(200)
                .body();
    }

    private static Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        var label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }
}
