package shop.notification.operations;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClient;
import shop.notification.config.NotificationProperties;
import shop.web.discovery.ServiceAddresses;
import shop.web.token.ServiceTokens;

/** Asks every instance of the services that tell events what waits in its outbox, all at the same time. */
@Service
public class OutboxSurvey implements DisposableBean {

    private static final Duration CONNECT_PATIENCE = Duration.ofMillis(500);
    private static final Duration READ_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WHOLE_PATIENCE = Duration.ofSeconds(4);

    private final List<String> services;
    private final ServiceAddresses addresses;
    private final ServiceTokens tokens;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(threads)
            .build();
    private final RestClient client;

    OutboxSurvey(NotificationProperties properties, ServiceAddresses addresses, ServiceTokens tokens) {
        this.services = properties.operations().outboxServices();
        this.addresses = addresses;
        this.tokens = tokens;
        var requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(READ_PATIENCE);
        this.client = RestClient.builder().requestFactory(requests).build();
    }

    /**
     * What waits in one store, as an instance sees it: instances of a service share it.
     *
     * @param oldestAt when the oldest pending event was written
     * @param parked events that Kafka can never take; each wants a human
     */
    public record Outbox(
            String service,
            String instance,
            long pending,
            @Nullable Instant oldestAt,
            long parked) {}

    /**
     * What the survey found.
     *
     * @param unavailable services of which no instance is known, and instances that did not answer
     */
    public record Outboxes(List<Outbox> items, List<String> unavailable) {

        public Outboxes {
            items = List.copyOf(items);
            unavailable = List.copyOf(unavailable);
        }
    }

    private record Asked(String service, URI instance) {

        String name() {
            return service + ":" + instance.getHost() + ":" + instance.getPort();
        }
    }

    /** Takes a few seconds at most, however many do not answer. */
    public Outboxes ask() {
        var asked = new ArrayList<Asked>();
        var unavailable = new ArrayList<String>();
        for (var service : services) {
            var instances = addresses.of(service);
            if (instances.isEmpty()) {
                unavailable.add(service);
            }
            instances.forEach(instance -> asked.add(new Asked(service, instance)));
        }
        var questions = asked.stream()
                .<Callable<Optional<Outbox>>>map(instance -> () -> ask(instance))
                .toList();
        var answers = answers(questions);
        var found = new ArrayList<Outbox>();
        for (var place = 0; place < asked.size(); place++) {
            var answer = answers.get(place);
            var outbox = answer.state() == Future.State.SUCCESS ? answer.resultNow() : Optional.<Outbox>empty();
            outbox.ifPresentOrElse(found::add, silent(unavailable, asked.get(place)));
        }
        found.sort(Comparator.comparing(Outbox::service).thenComparing(Outbox::instance));
        unavailable.sort(Comparator.naturalOrder());
        return new Outboxes(found, unavailable);
    }

    private static Runnable silent(List<String> unavailable, Asked asked) {
        return () -> unavailable.add(asked.name());
    }

    /** In the order of the questions; what takes too long is cancelled. */
    private List<Future<Optional<Outbox>>> answers(List<Callable<Optional<Outbox>>> questions) {
        try {
            return threads.invokeAll(questions, WHOLE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the outboxes are asked", interrupted);
        }
    }

    private Optional<Outbox> ask(Asked asked) {
        return Optional.ofNullable(client.get()
                .uri(asked.instance().resolve("/internal/outbox"))
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + tokens.mint(asked.service()))
                .retrieve()
                .body(Outbox.class));
    }

    @Override
    public void destroy() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
