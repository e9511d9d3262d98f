package shop.operations;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.ResourceAccessException;
import shop.platform.discovery.ServiceAddresses;

/** Asks every instance of the services that publish events what waits in its outbox, all at the same time, and decides on what is stuck. */
class OutboxAdmin {

    private final List<String> services;
    private final ServiceAddresses addresses;
    private final ServiceRequests requests;

    OutboxAdmin(OperationsProperties properties, ServiceAddresses addresses, ServiceRequests requests) {
        this.services = properties.outboxServices();
        this.addresses = addresses;
        this.requests = requests;
    }

    /**
     * What waits in one store, as an instance sees it: instances of a service share it.
     *
     * @param oldestAt when the oldest pending event was written
     * @param parked events that Kafka can never take; each wants a human
     */
    record Outbox(
            String service,
            String instance,
            long pending,
            @Nullable Instant oldestAt,
            long parked) {}

    /**
     * What waits everywhere.
     *
     * @param unavailable services of which no instance is known, and instances that did not answer
     */
    record Outboxes(List<Outbox> items, List<String> unavailable) {

        Outboxes {
            items = List.copyOf(items);
            unavailable = List.copyOf(unavailable);
        }
    }

    /**
     * An event that Kafka refused for good.
     *
     * @param key the aggregate that it is about
     * @param error what Kafka said
     * @param size of the event in characters
     */
    record ParkedEvent(String service, UUID id, String topic, UUID key, String error, Instant parkedAt, long size) {}

    /**
     * What is parked everywhere.
     *
     * @param unavailable as in {@link Outboxes}
     */
    record ParkedEvents(List<ParkedEvent> items, List<String> unavailable) {

        ParkedEvents {
            items = List.copyOf(items);
            unavailable = List.copyOf(unavailable);
        }
    }

    private record ParkedList(List<ParkedItem> items) {}

    private record ParkedItem(UUID id, String topic, UUID key, String error, Instant parkedAt, long size) {

        ParkedEvent of(String service) {
            return new ParkedEvent(service, id, topic, key, error, parkedAt, size);
        }
    }

    private record Instance(String service, URI address) {

        String name() {
            return service + ":" + address.getHost() + ":" + address.getPort();
        }
    }

    /** Takes a few seconds at most, however many do not answer. */
    Outboxes backlogs() {
        var unavailable = new ArrayList<String>();
        var found = getAll("/internal/outbox", Outbox.class, unavailable).values().stream()
                .sorted(Comparator.comparing(Outbox::service).thenComparing(Outbox::instance))
                .toList();
        return new Outboxes(found, unavailable);
    }

    /** The oldest ones of each service. */
    ParkedEvents parked() {
        var unavailable = new ArrayList<String>();
        var found = getAll("/internal/outbox/parked", ParkedList.class, unavailable).entrySet().stream()
                .flatMap(answer -> answer.getValue().items().stream()
                        .map(event -> event.of(answer.getKey().service())))
                .distinct()
                .sorted(Comparator.comparing(ParkedEvent::parkedAt).thenComparing(ParkedEvent::id))
                .toList();
        return new ParkedEvents(found, unavailable);
    }

    /**
     * Has a parked event sent once more.
     *
     * @throws ParkedEventNotFoundException if the service has none of this id
     * @throws ResourceAccessException if no instance of the service can be reached
     */
    void release(String service, UUID id) {
        act(HttpMethod.POST, service, id, "/release");
    }

    /** Deletes a parked event unsent; refuses as {@link #release} does. */
    void discard(String service, UUID id) {
        act(HttpMethod.DELETE, service, id, "");
    }

    /** One instance is enough, since they share the store; the next is tried only if one cannot be reached. */
    private void act(HttpMethod method, String service, UUID id, String action) {
        if (!services.contains(service)) {
            throw new ParkedEventNotFoundException(service, id);
        }
        var unreachable = new ResourceAccessException("no instance of " + service + " is known");
        for (var instance : addresses.of(service)) {
            try {
                requests.request(method, service, instance.resolve("/internal/outbox/parked/" + id + action))
                        .retrieve()
                        .onStatus(HttpStatus.NOT_FOUND::equals, (_, _) -> {
                            throw new ParkedEventNotFoundException(service, id);
                        })
                        .toBodilessEntity();
                return;
            } catch (ResourceAccessException gone) {
                unreachable = gone;
            }
        }
        throw unreachable;
    }

    /** What each instance answers; who does not is added to the unavailable ones. */
    private <T> Map<Instance, T> getAll(String path, Class<T> type, List<String> unavailable) {
        var instances = new ArrayList<Instance>();
        for (var service : services) {
            var known = addresses.of(service);
            if (known.isEmpty()) {
                unavailable.add(service);
            }
            known.forEach(address -> instances.add(new Instance(service, address)));
        }
        var responses = requests.invokeAll(instances.stream()
                .<Callable<Optional<T>>>map(instance -> () -> get(instance, path, type))
                .toList());
        var found = new LinkedHashMap<Instance, T>();
        for (var place = 0; place < instances.size(); place++) {
            var instance = instances.get(place);
            var response = responses.get(place);
            var body = response.state() == Future.State.SUCCESS ? response.resultNow() : Optional.<T>empty();
            body.ifPresentOrElse(given -> found.put(instance, given), () -> unavailable.add(instance.name()));
        }
        unavailable.sort(Comparator.naturalOrder());
        return found;
    }

    private <T> Optional<T> get(Instance instance, String path, Class<T> type) {
        return Optional.ofNullable(requests.request(
                        HttpMethod.GET, instance.service(), instance.address().resolve(path))
                .retrieve()
                .body(type));
    }
}
