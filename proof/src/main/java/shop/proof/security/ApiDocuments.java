package shop.proof.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.proof.Client;
import shop.proof.Fleet;
import tools.jackson.databind.JsonNode;

/** What the services say of their own API, read where clients read it. */
final class ApiDocuments {

    static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** user-service has a page of its own here for a shop without pages; the gateway leads to the storefront's. */
    private static final String PAGE_OF_THE_STOREFRONT = "/reset-password";

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private ApiDocuments() {}

    static List<Operation> operations() {
        var found = new ArrayList<Operation>();
        for (var service : Fleet.running().services()) {
            var document = Client.ofGateway()
                    .get("/v3/api-docs/" + service)
                    .expect(200)
                    .json();
            for (var path : document.path("paths").properties()) {
                if (path.getKey().equals(PAGE_OF_THE_STOREFRONT)) {
                    continue;
                }
                for (var operation : path.getValue().properties()) {
                    var method = operation.getKey().toUpperCase(Locale.ROOT);
                    if (METHODS.contains(method)) {
                        found.add(new Operation(service, method, path.getKey(), operation.getValue()));
                    }
                }
            }
        }
        return found;
    }

    /** The methods that no document has for any path that this one fits. */
    static Set<String> undocumented(List<Operation> all, String concretePath) {
        var documented = all.stream()
                .filter(operation -> operation.isAt(concretePath))
                .map(Operation::method)
                .collect(Collectors.toSet());
        return METHODS.stream().filter(method -> !documented.contains(method)).collect(Collectors.toSet());
    }

    /** @param path with parameters in braces */
    record Operation(String service, String method, String path, JsonNode description) {

        /** The least that is let in: open, user or admin; empty where the document does not say. */
        String access() {
            return description.path("x-shop-access").asString("");
        }

        boolean isOfAnOwner() {
            return description.path("x-shop-owner").asBoolean(false);
        }

        boolean isRead() {
            return method.equals("GET");
        }

        /** Whether it makes something at once, with nothing in the request that could be refused before. */
        boolean isDoneWithoutWords() {
            return method.equals("POST") && !path.contains("{") && !description.has("requestBody");
        }

        /** Whether its answer never ends. */
        boolean isStream() {
            return answersWith("text/event-stream");
        }

        /** Whether people look at its answer, even where that is a refusal. */
        boolean isPage() {
            return answersWith("text/html");
        }

        private boolean answersWith(String contentType) {
            return description
                    .path("responses")
                    .valueStream()
                    .anyMatch(answer -> answer.path("content").has(contentType));
        }

        boolean isAt(String concretePath) {
            var quoted = PARAMETER.splitAsStream(path).map(Pattern::quote).collect(Collectors.joining("[^/]+"));
            return Pattern.matches(quoted + (path.endsWith("}") ? "[^/]+" : ""), concretePath);
        }

        /** @param ids what stands for the first parameter, by the beginning of the path before it */
        String concrete(Map<String, String> ids, String otherwise) {
            var brace = path.indexOf('{');
            var id = brace < 0 ? otherwise : ids.getOrDefault(path.substring(0, brace), otherwise);
            return PARAMETER.matcher(path).replaceAll(id);
        }

        String title() {
            return method + " " + path;
        }
    }
}
