package shop.notification.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
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
import shop.notification.preference.PreferenceRepository;
import shop.notification.preference.Preferences;

/** Finds deliveries that are due and brings them a step further, a batch at a time. */
@Component
class DeliveryProcessor {

    private static final Logger log = LoggerFactory.getLogger(DeliveryProcessor.class);

    private static final int LOOK_SIZE = 1_000;

    /** Bounds of the wait for an address; in between it is as long again as the delivery has waited already. */
    private static final Duration FIRST_WAIT_FOR_ADDRESS = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT_FOR_ADDRESS = Duration.ofMinutes(1);

    private final Deliveries deliveries;
    private final DueQueue queue;
    private final Customers customers;
    private final PreferenceRepository preferenceRepository;
    private final Map<Channel, DeliveryChannel> channels;
    private final Locale defaultLanguage;
    private final NotificationProperties.Deliveries settings;
    private final MeterRegistry meters;
    private final Clock clock;

    DeliveryProcessor(
            Deliveries deliveries,
            DueQueue queue,
            Customers customers,
            PreferenceRepository preferenceRepository,
            List<DeliveryChannel> channels,
            NotificationProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.customers = customers;
        this.preferenceRepository = preferenceRepository;
        this.channels = channels.stream().collect(Collectors.toMap(DeliveryChannel::channel, Function.identity()));
        this.defaultLanguage = properties.defaultLanguage();
        this.settings = properties.deliveries();
        this.meters = meters;
        this.clock = clock;
        Gauge.builder("shop.notification.deliveries.pending", deliveries, Deliveries::pending)
                .description("mails and short messages that wait to be sent, for the first time or again")
                .register(meters);
    }

    /** Tries a batch, but for those that somebody else has claimed meanwhile; how many those tried were. */
    int send(List<DueQueue.Ticket> tickets) {
        var now = clock.instant();
        var good = tickets.stream()
                .collect(
                        Collectors.partitioningBy(ticket -> ticket.held() && now.isBefore(startBy(ticket.delivery()))));
        var batch = new ArrayList<DeliveryDocument>();
        good.getOrDefault(true, List.of()).forEach(ticket -> batch.add(ticket.delivery()));
        batch.addAll(deliveries.claim(good.getOrDefault(false, List.of())));
        bringOn(batch);
        return batch.size();
    }

    /** Makes what is held and was not tried due for anybody at once, for an instance that is about to end. */
    void release(List<DueQueue.Ticket> held) {
        var now = clock.instant();
        deliveries.write(held.stream()
                .map(ticket ->
                        ticket.delivery().postponedUntried(ticket.delivery().problem(), now))
                .toList());
    }

    /**
     * Looks for what is to be tried again and for what another instance left. What this instance knows already is sent first.
     */
    @Scheduled(
            fixedDelayString = "${shop.notification.deliveries.poll-interval:1s}",
            initialDelayString = "${shop.notification.deliveries.poll-interval:1s}")
    void look() {
        if (queue.hasDue()) {
            return;
        }
        try {
            deliveries.due(LOOK_SIZE).forEach(queue::offer);
        } catch (DataAccessException unreachable) {
            log.warn("Cannot look for deliveries: {}", unreachable.getClass().getSimpleName());
        }
    }

    private void bringOn(List<DeliveryDocument> batch) {
        if (batch.isEmpty()) {
            return;
        }
        var userIds = batch.stream().map(DeliveryDocument::userId).collect(Collectors.toSet());
        var known = customers.findAll(userIds);
        var chosen = preferenceRepository.ofAll(userIds);
        var outcomes = new ArrayList<DeliveryDocument>();
        var dispatches = new EnumMap<Channel, List<Dispatch>>(Channel.class);
        for (var delivery : batch) {
            var customer = known.get(delivery.userId());
            var preferences = chosen.getOrDefault(delivery.userId(), Preferences.DEFAULT);
            if (customer == null) {
                outcomes.add(awaitingAddress(delivery));
            } else if (!channelOf(delivery.channel()).isWanted(preferences)) {
                outcomes.add(finished(delivery, DeliveryState.UNWANTED, null));
            } else {
                dispatches
                        .computeIfAbsent(delivery.channel(), _ -> new ArrayList<>())
                        .add(dispatch(delivery, customer, preferences));
            }
        }
        try {
            dispatches.forEach((channel, some) -> outcomes.addAll(send(channel, some)));
        } finally {
            // Whatever happens to one channel, what went by another is written down.
            write(outcomes);
        }
    }

    private Dispatch dispatch(DeliveryDocument delivery, Customer customer, Preferences preferences) {
        var language = Objects.requireNonNullElse(preferences.language(), defaultLanguage);
        return new Dispatch(delivery, customer, preferences, language, startBy(delivery));
    }

    private List<DeliveryDocument> send(Channel channel, List<Dispatch> dispatches) {
        var problems = channelOf(channel).send(dispatches);
        return dispatches.stream()
                .map(dispatch -> outcome(dispatch.delivery(), problems.get(dispatch.id())))
                .toList();
    }

    private DeliveryDocument outcome(DeliveryDocument delivery, @Nullable DeliveryProblem problem) {
        if (problem == null) {
            return finished(delivery, DeliveryState.SENT, null);
        }
        if (problem == DeliveryProblem.OUT_OF_TIME) {
            return delivery.postponedUntried(problem, clock.instant());
        }
        if (problem.isPermanent() || delivery.attempts() >= settings.maxAttempts()) {
            log.error("Gave up delivery {} at try {}: {}", delivery.id(), delivery.attempts(), problem);
            return finished(delivery, DeliveryState.FAILED, problem);
        }
        var wait = backOff(delivery.attempts());
        log.warn("Delivery {} failed, next try in {}: {}", delivery.id(), wait, problem);
        count("retried");
        return delivery.postponed(problem, clock.instant().plus(wait));
    }

    private DeliveryDocument awaitingAddress(DeliveryDocument delivery) {
        var now = clock.instant();
        var waited = Duration.between(delivery.createdAt(), now);
        var wait = waited.compareTo(FIRST_WAIT_FOR_ADDRESS) < 0
                ? FIRST_WAIT_FOR_ADDRESS
                : waited.compareTo(LONGEST_WAIT_FOR_ADDRESS) > 0 ? LONGEST_WAIT_FOR_ADDRESS : waited;
        return delivery.postponedUntried(DeliveryProblem.ADDRESS_UNKNOWN, now.plus(wait));
    }

    private void write(List<DeliveryDocument> outcomes) {
        deliveries.write(outcomes);
        // What is due before the next look would find it waits here instead.
        var nextLook = clock.instant().plus(settings.pollInterval());
        outcomes.stream()
                .filter(outcome -> outcome.state() == DeliveryState.PENDING
                        && outcome.due().isBefore(nextLook))
                .forEach(outcome -> queue.offer(new DueQueue.Ticket(outcome, false)));
    }

    /** Two thirds of a lease are kept for ending what has begun, and for writing it down. */
    private Instant startBy(DeliveryDocument claimed) {
        return claimed.due().minus(settings.lease().multipliedBy(2).dividedBy(3));
    }

    private DeliveryChannel channelOf(Channel channel) {
        return Objects.requireNonNull(channels.get(channel), "nothing sends over this channel");
    }

    private Duration backOff(int attempts) {
        // Beyond 30 doublings every first wait has grown past the longest one.
        var grown = settings.firstBackOff().multipliedBy(1L << Math.min(attempts - 1, 30));
        return grown.compareTo(settings.maxBackOff()) < 0 ? grown : settings.maxBackOff();
    }

    private DeliveryDocument finished(DeliveryDocument delivery, DeliveryState end, @Nullable DeliveryProblem problem) {
        count(end.name().toLowerCase(Locale.ROOT));
        return delivery.finished(end, problem, clock.instant());
    }

    private void count(String outcome) {
        meters.counter("shop.notification.deliveries", "outcome", outcome).increment();
    }
}
