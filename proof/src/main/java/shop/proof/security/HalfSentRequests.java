package shop.proof.security;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;

/** Clients that begin a request and never end it: check 37. Half a minute of waiting, which others need not share. */
final class HalfSentRequests {

    private static final int NUMBER = 200;
    private static final Duration CUT = Duration.ofSeconds(40);

    private final FutureTask<Seen> attempt = new FutureTask<>(HalfSentRequests::send);

    private HalfSentRequests() {}

    static Check check() {
        var requests = new HalfSentRequests();
        return Check.of(
                        37,
                        NUMBER + " half-sent requests",
                        "others are served meanwhile; cut within " + CUT.toSeconds() + " s",
                        requests::judge)
                .startedBy(() -> Thread.ofVirtual().start(requests.attempt));
    }

    /** @param seconds until the last one was cut, or was given up */
    private record Seen(List<Answer> meanwhile, long cut, long seconds) {}

    private static Seen send() throws Exception {
        // The first call may start the fleet, which is no part of what is measured.
        var gateway = Fleet.running().gateway();
        var wires = new ArrayList<Wire>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var began = System.nanoTime();
            for (var number = 0; number < NUMBER; number++) {
                var wire = Wire.to(gateway);
                wires.add(wire);
                wire.send("GET /api/products HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            }
            var cuts = wires.stream()
                    .map(wire -> threads.submit((Callable<Boolean>) () -> isCut(wire, began)))
                    .toList();
            var meanwhile = IntStream.range(0, 50)
                    .mapToObj(_ -> Client.ofGateway().get("/api/products?size=1"))
                    .toList();
            var cut = 0;
            for (var one : cuts) {
                cut += one.get() ? 1 : 0;
            }
            return new Seen(
                    meanwhile, cut, Duration.ofNanos(System.nanoTime() - began).toSeconds());
        } finally {
            for (var wire : wires) {
                wire.close();
            }
        }
    }

    private static boolean isCut(Wire wire, long began) throws IOException {
        return wire.read(CUT.minusNanos(System.nanoTime() - began)).closed();
    }

    private void judge(Trial trial) throws Exception {
        attempt.run();
        var seen = attempt.get();
        trial.tally("GET /api/products beside 200 half-sent requests", "50 x 200", seen.meanwhile(), Map.of(200, 50));
        trial.that(
                "half-sent requests cut after " + seen.seconds() + " s",
                "all " + NUMBER,
                seen.cut(),
                seen.cut() == NUMBER);
    }
}
