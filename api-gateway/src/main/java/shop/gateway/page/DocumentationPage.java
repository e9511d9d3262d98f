package shop.gateway.page;

import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.gateway.GatewayProperties;
import shop.gateway.html.Html;
import tools.jackson.databind.json.JsonMapper;

/** One page for the API of all services: Swagger UI over the descriptions that each service gives of itself. */
@RestController
class DocumentationPage {

    private static final String HEAD = """
            <link rel="stylesheet" href="/swagger-ui/swagger-ui.css">
            <link rel="icon" type="image/png" href="/swagger-ui/favicon-32x32.png" sizes="32x32">
            """;

    private static final String BODY = """
            <form id="login" class="swagger-ui"><div class="wrapper">
            <input id="email" type="email" autocomplete="username" placeholder="E-mail" aria-label="E-mail" required>
            <input id="password" type="password" autocomplete="current-password" placeholder="Password" aria-label="Password" required>
            <button class="btn authorize" type="submit">Log in</button>
            <span id="login-message" role="status">Operations are tried out as whoever logs in here, or with a token by "Authorize".</span>
            </div></form>
            <div id="swagger-ui"></div>
            <script src="/swagger-ui/swagger-ui-bundle.js"></script>
            <script src="/swagger-ui/swagger-ui-standalone-preset.js"></script>
            <script src="/swagger-ui/fleet.js"></script>
            """;

    private final String script;

    DocumentationPage(GatewayProperties properties, JsonMapper mapper) {
        this.script = script(properties.documented(), mapper);
    }

    @GetMapping(path = "/swagger-ui.html", produces = MediaType.TEXT_HTML_VALUE)
    String page() {
        return Html.page("Shopfleet API", HEAD, BODY);
    }

    /** A file of its own, because the page's policy runs no scripts that stand in the page. */
    @GetMapping(path = "/swagger-ui/fleet.js", produces = "text/javascript")
    String script() {
        return script;
    }

    /** Who has signed in on the page by its cookies tries out changes, too; and {@code x-shop-access} and the codes are shown. */
    private static String script(List<String> services, JsonMapper mapper) {
        var urls = services.stream()
                .map(service -> Map.of("name", service, "url", "/v3/api-docs/" + service))
                .toList();
        return """
                window.ui = SwaggerUIBundle({
                  urls: %s,
                  dom_id: "#swagger-ui",
                  deepLinking: true,
                  persistAuthorization: true,
                  showExtensions: true,
                  validatorUrl: null,
                  requestInterceptor: request => {
                    const token = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]+)/);
                    if (token) {
                      request.headers["X-XSRF-TOKEN"] = token[1];
                    }
                    return request;
                  },
                  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
                  layout: "StandaloneLayout"
                });
                document.getElementById("login").addEventListener("submit", async event => {
                  event.preventDefault();
                  const email = document.getElementById("email");
                  const password = document.getElementById("password");
                  const message = document.getElementById("login-message");
                  try {
                    const answer = await fetch("/api/user/login", {
                      method: "POST",
                      headers: {"Content-Type": "application/json"},
                      body: JSON.stringify({email: email.value, password: password.value})
                    });
                    password.value = "";
                    message.textContent = answer.ok ? "Logged in as " + email.value + "." : (await answer.json()).detail;
                  } catch (unreachable) {
                    message.textContent = "The shop does not answer just now.";
                  }
                });
                """.formatted(mapper.writeValueAsString(urls));
    }
}
