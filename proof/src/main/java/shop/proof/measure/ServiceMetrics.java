package shop.proof.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.measure.Counter.Kind;

/** The HTTP requests that each service has answered, from its own metrics; whoever asks for the metrics is not counted. */
public final class ServiceMetrics {

    private static final Pattern ANSWERED =
            Pattern.compile("(?m)^http_server_requests_seconds_count\\{(.*)\\} ([0-9.Ee+]+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private ServiceMetrics() {}

    public static Counts read() {
        var found = new TreeMap<Counter, Double>();
        for (var service : Fleet.running().services()) {
            var metrics = Client.of(Fleet.running().direct(service))
                    .get("/actuator/prometheus")
                    .expect(200)
                    .body();
            var line = ANSWERED.matcher(metrics);
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

    private static Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        var label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }
}
