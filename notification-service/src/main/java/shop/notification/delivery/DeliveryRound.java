package shop.notification.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import shop.notification.config.NotificationProperties;
import shop.notification.customer.Customer;
import shop.notification.customer.Customers;
import shop.notification.preference.PreferenceBook;
import shop.notification.preference.Preferences;

/** Finds deliveries that are due and brings each a step further. */
@Component
class DeliveryRound {

    private static final Logger log = LoggerFactory.getLogger(DeliveryRound.class);

    private static final int LOOK_SIZE = 500;

    /** Bounds of the wait for an address; in between it is as long again as the delivery has waited already. */
    private static final Duration FIRST_WAIT_FOR_ADDRESS = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT_FOR_ADDRESS = Duration.ofMinutes(1);

    private final Deliveries deliveries;
    private final DueQueue queue;
    private final Customers customers;
    private final PreferenceBook book;
    private final Map<Channel, Carrier> carriers;
    private final Locale defaultLanguage;
    private final NotificationProperties.Deliveries settings;
    private final MeterRegistry meters;
    private final Clock clock;

    DeliveryRound(
            Deliveries deliveries,
            DueQueue queue,
            Customers customers,
            PreferenceBook book,
            List<Carrier> carriers,
            NotificationProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.customers = customers;
        this.book = book;
        this.carriers = carriers.stream().collect(Collectors.toMap(Carrier::channel, Function.identity()));
        this.defaultLanguage = properties.defaultLanguage();
        this.settings = properties.deliveries();
        this.meters = meters;
        this.clock = clock;
        Gauge.builder("shop.notification.deliveries.pending", deliveries, Deliveries::pending)
                .description("mails and short messages that wait to be sent, for the first time or again")
                .register(meters);
    }

    /** Tries a delivery; false if somebody else has claimed it meanwhile. */
    boolean send(DueQueue.Ticket ticket) {
        var claimed = deliveries.claim(ticket, settings.lease());
        claimed.ifPresent(this::bringOn);
        return claimed.isPresent();
    }

    /**
     * Looks for what is to be tried again and for what another instance left. What this instance knows already is sent first: the look
     * can cost a walk through all deliveries.
     */
    @Scheduled(
            fixedDelayString = "${shop.notification.deliveries.poll-interval:1s}",
            initialDelayString = "${shop.notification.deliveries.poll-interval:1s}")
    void look() {
        if (!queue.isEmpty()) {
            return;
        }
        try {
            deliveries.due(LOOK_SIZE).forEach(queue::offer);
        } catch (DataAccessException unreachable) {
            log.warn("Cannot look for deliveries: {}", unreachable.getClass().getSimpleName());
        }
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT2M")
    void deleteOld() {
        var deleted = deliveries.deleteFinished(clock.instant().minus(settings.retention()));
        if (deleted > 0) {
            log.info("Forgot {} deliveries that ended more than {} ago", deleted, settings.retention());
        }
    }

    private void bringOn(DeliveryDocument delivery) {
        var customer = customers.find(delivery.userId());
        var preferences = book.of(delivery.userId());
        var carrier = Objects.requireNonNull(carriers.get(delivery.channel()), "no carrier for the channel");
        if (customer.isEmpty()) {
            awaitAddress(delivery);
        } else if (!carrier.isWanted(preferences)) {
            finish(delivery, DeliveryState.UNWANTED, null);
        } else {
            send(delivery, carrier, customer.get(), preferences);
        }
    }

    private void send(DeliveryDocument delivery, Carrier carrier, Customer customer, Preferences preferences) {
        var language = Objects.requireNonNullElse(preferences.language(), defaultLanguage);
        try {
            carrier.send(delivery.id(), delivery.notice(), customer, preferences, language);
            finish(delivery, DeliveryState.SENT, null);
        } catch (DeliveryException failed) {
            if (failed.problem().isPermanent() || delivery.attempts() >= settings.maxAttempts()) {
                log.error("Gave up delivery {} at try {}: {}", delivery.id(), delivery.attempts(), failed.problem());
                finish(delivery, DeliveryState.FAILED, failed.problem());
            } else {
                var wait = backOff(delivery.attempts());
                log.warn("Delivery {} failed, next try in {}: {}", delivery.id(), wait, failed.problem());
                count("retried");
                deliveries.postpone(delivery, failed.problem(), clock.instant().plus(wait));
            }
        }
    }

    private void awaitAddress(DeliveryDocument delivery) {
        var now = clock.instant();
        var waited = Duration.between(delivery.createdAt(), now);
        var wait = waited.compareTo(FIRST_WAIT_FOR_ADDRESS) < 0
                ? FIRST_WAIT_FOR_ADDRESS
                : waited.compareTo(LONGEST_WAIT_FOR_ADDRESS) > 0 ? LONGEST_WAIT_FOR_ADDRESS : waited;
        deliveries.awaitAddress(delivery, now.plus(wait));
    }

    private Duration backOff(int attempts) {
        // Beyond 30 doublings every first wait has grown past the longest one.
        var grown = settings.firstBackOff().multipliedBy(1L << Math.min(attempts - 1, 30));
        return grown.compareTo(settings.maxBackOff()) < 0 ? grown : settings.maxBackOff();
    }

    private void finish(DeliveryDocument delivery, DeliveryState end, @Nullable DeliveryProblem problem) {
        deliveries.finish(delivery, end, problem);
        count(end.name().toLowerCase(Locale.ROOT));
    }

    private void count(String outcome) {
        meters.counter("shop.notification.deliveries", "outcome", outcome).increment();
    }
}
