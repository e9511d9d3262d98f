package shop.gateway.page;

import static shop.gateway.html.Html.escaped;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import shop.gateway.GatewayProperties;
import shop.gateway.html.Html;
import shop.gateway.problem.GatewayException.ForeignOrigin;

/** For whoever develops on this machine: what runs, and where its windows are. Elsewhere there is no such page. */
@RestController
@Profile("local")
class DeveloperPage {

    private static final String STYLE = "<link rel=\"stylesheet\" href=\"" + Html.STYLE_PATH + "\">\n";

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final GatewayProperties properties;
    private final ReactiveDiscoveryClient discovery;

    DeveloperPage(GatewayProperties properties, ReactiveDiscoveryClient discovery) {
        this.properties = properties;
        this.discovery = discovery;
    }

    /** Only by this machine's names: a foreign page whose host was made to lead here (DNS rebinding) could read it otherwise. */
    @GetMapping(path = "/developer", produces = MediaType.TEXT_HTML_VALUE)
    Mono<String> show(ServerHttpRequest request) {
        var host = request.getHeaders().getHost();
        if (host == null
                || !(LOCAL.contains(host.getHostString())
                        || host.getHostString().equals(publicHost()))) {
            return Mono.error(new ForeignOrigin());
        }
        return Flux.fromIterable(properties.documented())
                .flatMap(service -> discovery.getInstances(service).count().map(running -> Map.entry(service, running)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new)
                .map(running -> Html.page("Shopfleet for developers", STYLE, body(running)));
    }

    private @Nullable String publicHost() {
        return properties.publicUrl().getHost();
    }

    private String body(Map<String, Long> running) {
        var links = new TreeMap<String, String>();
        properties.links().forEach((name, address) -> links.put(name, link(name, address)));
        var rows = running.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        return """
                <main>
                <h1>Shopfleet for developers</h1>
                <p>The shop's gateway is running on this machine. <code>./shop status</code> shows every part,
                with the administrator's log-in, <code>./shop demo</code> plays a customer.</p>
                <h2>Windows</h2>
                <ul>
                <li><a href="/">Storefront<small>what customers see</small></a></li>
                <li><a href="/admin">Admin desk<small>what staff see</small></a></li>
                <li><a href="/swagger-ui.html">API documentation<small>all services on one page</small></a></li>
                <li><a href="/asyncapi">Events<small>what is published on Kafka</small></a></li>
                <li><a href="/graphiql">GraphQL<small>queries by hand</small></a></li>
                <li><a href="/api/products">Products<small>GET /api/products</small></a></li>
                %s</ul>
                <h2>Services</h2>
                <table><tbody>%s</tbody></table>
                </main>
                """.formatted(String.join("", links.values()), rows);
    }

    private static String link(String name, URI address) {
        var target = escaped(address.toString());
        return "<li><a href=\"%s\">%s<small>%s</small></a></li>%n".formatted(target, escaped(name), target);
    }

    private static String row(String service, long instances) {
        var state = instances == 0
                ? "<span class=\"down\">not running</span>"
                : instances + (instances == 1 ? " instance" : " instances");
        return "<tr><th>%s</th><td>%s</td></tr>".formatted(escaped(service), state);
    }
}
