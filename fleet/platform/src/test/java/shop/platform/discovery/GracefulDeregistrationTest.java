package shop.platform.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

class GracefulDeregistrationTest {

    static final Duration NOTICE = Duration.ofMillis(300);

    final AtomicInteger deregistrations = new AtomicInteger();
    final GracefulDeregistration deregistration = new GracefulDeregistration(deregistrations::incrementAndGet, NOTICE);

    @Test
    void theRegistryIsToldAtOnceAndTheServerStopsAfterTheNotice() throws Exception {
        deregistration.start();
        assertThat(deregistration.isRunning()).isTrue();
        var gone = new CompletableFuture<Long>();
        var start = System.nanoTime();

        deregistration.stop(() -> gone.complete(System.nanoTime() - start));

        assertThat(deregistrations).hasValue(1);
        assertThat(Duration.ofNanos(gone.get(10, TimeUnit.SECONDS))).isGreaterThanOrEqualTo(NOTICE);
        assertThat(deregistration.isRunning()).isFalse();
    }

    @Test
    void itIsStoppedBeforeTheWebServerEndsItsRequests() {
        assertThat(deregistration.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
    }
}
