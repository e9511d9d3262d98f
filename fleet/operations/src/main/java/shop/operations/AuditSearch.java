package shop.operations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.util.UriComponentsBuilder;
import shop.http.audit.AuditEntries;
import shop.http.audit.AuditEntry;
import shop.http.audit.AuditQuery;
import shop.platform.discovery.ServiceAddresses;

/** One list of the audit entries of all services: each keeps its own, and all are asked at the same time. */
class AuditSearch {

    private static final String PATH = "/internal/audit";

    private final List<String> services;
    private final ServiceAddresses addresses;
    private final ServiceRequests requests;
    private final AuditEntries own;

    AuditSearch(
            OperationsProperties properties, ServiceAddresses addresses, ServiceRequests requests, AuditEntries own) {
        this.services = properties.auditServices();
        this.addresses = addresses;
        this.requests = requests;
        this.own = own;
    }

    /**
     * A part of the list.
     *
     * @param unavailable services whose entries are missing here
     * @param next what {@code before} takes to go on; null at the end
     */
    record AuditPage(
            List<AuditEntry> items,
            List<String> unavailable,
            @Nullable UUID next) {

        AuditPage {
            items = List.copyOf(items);
            unavailable = List.copyOf(unavailable);
        }
    }

    private record AuditList(List<AuditEntry> items) {}

    /** Newest first; takes a few seconds at most, however many services do not answer. */
    AuditPage find(AuditQuery query) {
        // One more than wanted says whether the list goes on.
        var more = new AuditQuery(
                query.actor(), query.object(), query.from(), query.to(), query.before(), query.size() + 1);
        var found = new ArrayList<>(own.find(more));
        var unavailable = new ArrayList<String>();
        var answers = requests.invokeAll(services.stream()
                .<Callable<List<AuditEntry>>>map(service -> () -> find(service, more))
                .toList());
        for (var place = 0; place < services.size(); place++) {
            var answer = answers.get(place);
            if (answer.state() == Future.State.SUCCESS) {
                found.addAll(answer.resultNow());
            } else {
                unavailable.add(services.get(place));
            }
        }
        var items = found.stream()
                .sorted(Comparator.comparing(AuditEntry::id).reversed())
                .limit(query.size())
                .toList();
        return new AuditPage(
                items,
                unavailable,
                found.size() > query.size() ? items.getLast().id() : null);
    }

    /** One instance is enough, since they share the store; the next is tried only if one cannot be reached. */
    private List<AuditEntry> find(String service, AuditQuery query) {
        var unreachable = new ResourceAccessException("no instance of " + service + " is known");
        for (var instance : addresses.of(service)) {
            var uri = UriComponentsBuilder.fromUri(instance.resolve(PATH)).queryParam("size", query.size());
            addIfPresent(uri, "actor", query.actor());
            addIfPresent(uri, "object", query.object());
            addIfPresent(uri, "from", query.from());
            addIfPresent(uri, "to", query.to());
            addIfPresent(uri, "before", query.before());
            try {
                var list = requests.request(
                                HttpMethod.GET, service, uri.encode().build().toUri())
                        .retrieve()
                        .body(AuditList.class);
                return list == null ? List.of() : list.items();
            } catch (ResourceAccessException gone) {
                unreachable = gone;
            }
        }
        throw unreachable;
    }

    private static void addIfPresent(UriComponentsBuilder uri, String name, @Nullable Object value) {
        if (value != null) {
            uri.queryParam(name, value);
        }
    }
}
