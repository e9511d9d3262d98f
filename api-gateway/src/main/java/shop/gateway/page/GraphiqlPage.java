package shop.gateway.page;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import shop.gateway.html.Html;

/** GraphiQL, to write queries in, for the local profile, in which channels answers introspection. Elsewhere there is no such page. */
@RestController
@Profile("local")
class GraphiqlPage implements WebFluxConfigurer {

    private static final String HEAD = """
            <link rel="stylesheet" href="/graphiql/graphiql.min.css">
            """;

    private static final String BODY = """
            <div id="graphiql"></div>
            <script src="/graphiql/react.production.min.js"></script>
            <script src="/graphiql/react-dom.production.min.js"></script>
            <script src="/graphiql/graphiql.min.js"></script>
            <script src="/graphiql/fleet.js"></script>
            """;

    /** As all pages of the gateway, and the letters that stand in GraphiQL's style sheet. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    /** Whoever has signed in on the pages asks as that account: this page shows what proves that it is not a foreign one. */
    private static final String SCRIPT = """
            const element = document.getElementById("graphiql");
            element.style.height = "100vh";
            document.body.style.margin = "0";
            const ask = (address, request) => {
              const token = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]+)/);
              return fetch(address, token
                ? {...request, headers: {...request.headers, "X-XSRF-TOKEN": token[1]}}
                : request);
            };
            ReactDOM.createRoot(element).render(React.createElement(GraphiQL, {
              fetcher: GraphiQL.createFetcher({url: "/graphql", fetch: ask}),
              defaultQuery: "{\\n  products(first: 5) {\\n    nodes {\\n      id\\n      name\\n    }\\n  }\\n}\\n",
            }));
            """;

    private final String[] assets;

    /** @param assets the folders of its scripts and styles */
    GraphiqlPage(@Value("${shop.graphiql.assets}") String[] assets) {
        this.assets = assets.clone();
    }

    @GetMapping(path = "/graphiql", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> page() {
        return ResponseEntity.ok()
                .header("Content-Security-Policy", POLICY)
                .body(Html.page("Shopfleet GraphQL", HEAD, BODY));
    }

    @GetMapping(path = "/graphiql/fleet.js", produces = "text/javascript")
    String script() {
        return SCRIPT;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        // What the page loads, and no other file of these packages.
        registry.addResourceHandler(
                        "/graphiql/{file:graphiql\\.min\\.(?:css|js)|react(?:-dom)?\\.production\\.min\\.js}")
                .addResourceLocations(assets)
                .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
    }
}
