package shop.gateway.page;

import static shop.gateway.page.Html.escaped;

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
import shop.gateway.problem.GatewayException.ForeignOrigin;

/** The first page on a laptop: what runs, and where its windows are. Elsewhere there is nothing at {@code /}. */
@RestController
@Profile("local")
class DeveloperPage {

    private static final String STYLE = """
            <style>
              :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem; }
              h1 { font-size: 1.9rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2.2rem 0 .6rem; }
              p { margin: .3rem 0; opacity: .8; }
              ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem;
                   grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
              li a { display: block; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .6rem;
                     text-decoration: none; color: inherit; }
              li a:hover { border-color: currentColor; } small { display: block; opacity: .65; overflow-wrap: anywhere; }
              table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .35rem .2rem;
                      border-bottom: 1px solid var(--line); font-weight: normal; } .down { color: #c0392b; }
              code { font-size: .92em; }
            </style>
            """;

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final GatewayProperties properties;
    private final ReactiveDiscoveryClient discovery;

    DeveloperPage(GatewayProperties properties, ReactiveDiscoveryClient discovery) {
        this.properties = properties;
        this.discovery = discovery;
    }

    /** Only by this machine's names: a foreign page whose host was made to lead here (DNS rebinding) could read it otherwise. */
    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
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
                .map(running -> Html.page("Shopfleet", STYLE, body(running)));
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
                <h1>Shopfleet</h1>
                <p>The shop's gateway is running on this machine. <code>./shop status</code> shows every part,
                with the administrator's log-in, <code>./shop demo</code> plays a customer.</p>
                <h2>Windows</h2>
                <ul>
                <li><a href="/swagger-ui.html">API documentation<small>all services on one page</small></a></li>
                <li><a href="/api/products">Products<small>GET /api/products</small></a></li>
                %s</ul>
                <h2>Services</h2>
                <table><tbody>%s</tbody></table>
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
