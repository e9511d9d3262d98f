package shop.user.signing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shop.user.config.UserProperties;

/** How old the key is that signs, and how old it may become: if the one passes the other, keys are no longer moved on. */
@Component
class SigningKeyMeters {

    @Autowired
    SigningKeyMeters(SigningKeys keys, UserProperties properties, Clock clock, MeterRegistry meters) {
        this(keys, properties.keys().maxAge(), clock, meters);
    }

    SigningKeyMeters(SigningKeys keys, Duration maxAge, Clock clock, MeterRegistry meters) {
        Gauge.builder(
                        "shop.signing.key.age",
                        () -> Duration.between(keys.active().activatedAt(), clock.instant())
                                .toSeconds())
                .description("How long the key has been signing that signs now")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("shop.signing.key.age.limit", maxAge::toSeconds)
                .description("After how long another key takes over")
                .baseUnit("seconds")
                .register(meters);
    }
}
