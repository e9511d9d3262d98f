package shop.proof.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Some clients, each of which asks again as soon as it was answered. */
final class ClosedLoop {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int clients;

    ClosedLoop(int clients) {
        this.clients = clients;
    }

    /** All answers must be 200: a figure over refusals says nothing. */
    Figures get(URI address, Duration time) throws ExecutionException, InterruptedException {
        return get(List.of(address), time);
    }

    /** The same in turns. */
    Figures get(List<URI> addresses, Duration time) throws ExecutionException, InterruptedException {
        var requests = addresses.stream()
                .map(address -> HttpRequest.newBuilder(address).build())
                .toList();
        var turn = new AtomicInteger();
        Callable<long[]> client = () -> {
            var times = LongStream.builder();
            var end = System.nanoTime() + time.toNanos();
            for (var now = System.nanoTime(); now < end; ) {
                var request = requests.get(Math.floorMod(turn.getAndIncrement(), requests.size()));
                var status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status != 200) {
                    throw new IllegalStateException("GET " + request.uri() + " -> " + status + " (expected: 200)");
                }
                var then = System.nanoTime();
                times.add(then - now);
                now = then;
            }
            return times.build().toArray();
        };
        var began = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = IntStream.range(0, clients)
                    .mapToObj(_ -> threads.submit(client))
                    .toList();
            var all = LongStream.empty();
            for (var one : running) {
                all = LongStream.concat(all, Arrays.stream(one.get()));
            }
            return new Figures(all.sorted().toArray(), Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** What was measured: the time of each request in order of length, and of all together. */
    static final class Figures {

        private final long[] sorted;
        private final Duration took;

        private Figures(long[] sorted, Duration took) {
            this.sorted = sorted;
            this.took = took;
        }

        double perSecond() {
            return sorted.length * 1e9 / took.toNanos();
        }

        /** @param part 0.5 for the median */
        double millis(double part) {
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / 1e6;
        }
    }
}
