package shop.proof.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import shop.proof.Client;
import shop.proof.Fleet;

/**
 * How long a service itself says that it took for the requests of one kind, as a histogram that only grows: what lies between two readings
 * is what was asked between them.
 *
 * @param buckets how many took at most so many seconds; the last is without an end and has them all
 */
public record ServerTimes(Map<Double, Double> buckets) {

    private static final Pattern BUCKET =
            Pattern.compile("(?m)^http_server_requests_seconds_bucket\\{(.*)\\} ([0-9.Ee+]+)$");

    public ServerTimes {
        buckets = Map.copyOf(buckets);
    }

    /**
     * Reads what a service has counted since it began.
     *
     * @param uri the pattern of the path, as the metrics name it
     */
    public static ServerTimes read(String service, String uri) {
        var metrics = Client.of(Fleet.running().direct(service))
                .get("/actuator/prometheus")
                .expect(200)
                .body();
        return of(metrics, uri);
    }

    static ServerTimes of(String metrics, String uri) {
        var found = new TreeMap<Double, Double>();
        var line = BUCKET.matcher(metrics);
        while (line.find()) {
            var labels = line.group(1);
            if (labels.contains("uri=\"" + uri + "\"") && labels.contains("status=\"200\"")) {
                var end = labels.replaceFirst(".*le=\"([^\"]+)\".*", "$1");
                found.merge(
                        end.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(end),
                        Double.parseDouble(line.group(2)),
                        Double::sum);
            }
        }
        return new ServerTimes(found);
    }

    public ServerTimes since(ServerTimes before) {
        var between = new TreeMap<Double, Double>();
        buckets.forEach((end, count) -> between.put(end, count - before.buckets.getOrDefault(end, 0.0)));
        return new ServerTimes(between);
    }

    public long count() {
        return Math.round(buckets.getOrDefault(Double.POSITIVE_INFINITY, 0.0));
    }

    /** The part of them, 0 to 1, that took at most so long; of a time that is no bucket's end nothing is known. */
    public double within(double seconds) {
        var most = buckets.get(seconds);
        if (most == null) {
            throw new IllegalArgumentException(
                    "seconds: " + seconds + " (expected: one of " + new TreeMap<>(buckets).keySet() + ")");
        }
        return count() == 0 ? 0 : most / count();
    }

    /**
     * The milliseconds that this part of them did not exceed, between the ends of a bucket in proportion; infinite beyond the last end.
     *
     * @param part 0.95 for p95
     */
    public double millis(double part) {
        var wanted = part * count();
        var start = 0.0;
        var below = 0.0;
        for (var bucket : new TreeMap<>(buckets).entrySet()) {
            if (bucket.getValue() >= wanted && bucket.getValue() > below) {
                return bucket.getKey().isInfinite()
                        ? Double.POSITIVE_INFINITY
                        : 1000 * (start + (bucket.getKey() - start) * (wanted - below) / (bucket.getValue() - below));
            }
            start = bucket.getKey();
            below = bucket.getValue();
        }
        return Double.POSITIVE_INFINITY;
    }
}
