package shop.broken.domain;

import java.time.Instant;
import java.util.UUID;
import org.springframework.core.env.Environment;
import shop.broken.web.LeakyController;

/** Wrong in every way a domain class can be. */
public class OrderImpl {

    final double totalPrice = 0.1;

    Instant placedAt() {
        return Instant.now();
    }

    UUID id() {
        return UUID.randomUUID();
    }

    Environment environment(LeakyController controller) {
        return controller.environment();
    }

    void pause() throws InterruptedException {
        Thread.sleep(1);
        System.out.println("paused");
    }
}
