package shop.proof.security;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.Shopper;
import shop.proof.security.ApiDocuments.Operation;

/**
 * Check 25, made from the services' own API documents: every operation x {no token, another user, the user, an administrator}, through the
 * gateway and straight at the service's port, and every method that a path does not have.
 *
 * <p>What belongs to A is made first; B tries everything on it with bodies that would be right if they came from A; then A's things must
 * be what they were, and the same requests from A must work.
 */
final class Matrix {

    private static final String NOBODY = "019aa5f0-7a00-7000-8000-00000000dead";
    private static final Set<String> ACCESS_CODES = Set.of(
            "unauthorized",
            "invalid_token",
            "token_expired",
            "token_revoked",
            "account_disabled",
            "csrf_token_invalid",
            "forbidden");

    private final Trial trial;
    private final List<Operation> operations;
    private final Shopper ada = Shopper.fresh();
    private final Shopper bob = Shopper.fresh();
    private final Shopper admin = Shopper.admin();
    private final Map<String, String> ids = new TreeMap<>();
    private final Map<Operation, List<String>> row = new LinkedHashMap<>();
    private int cells;
    private int wrong;

    private Matrix(Trial trial) {
        this.trial = trial;
        this.operations = ApiDocuments.operations().stream()
                .sorted(Comparator.comparingInt(Matrix::turn).thenComparing(Operation::path))
                .toList();
    }

    static Check check() {
        return Check.of(
                25,
                "every operation of every API document x {no token, B, A, admin}, and every method it does not have",
                "401; 403 or 404, A's things unchanged; let in; let in; 405 or 404",
                trial -> new Matrix(trial).run());
    }

    private enum Caller {
        NONE,
        B,
        A,
        ADMIN
    }

    /** Reads first, deletions last: what one operation ends, no other may need. */
    private static int turn(Operation operation) {
        return List.of("GET", "PUT", "PATCH", "POST", "DELETE").indexOf(operation.method());
    }

    private void run() throws InterruptedException {
        trial.that(
                "GET /v3/api-docs/{service} of " + trial.fleet().services().size() + " services",
                "operations",
                operations.size() + " operations",
                operations.size() > 30);
        makeBelongings();
        var before = belongings();
        for (var operation : operations) {
            cell(operation, Caller.NONE);
            cell(operation, Caller.B);
        }
        var after = belongings();
        before.forEach((path, body) -> trial.that(
                "A's " + path + " after B tried everything",
                "unchanged",
                body.equals(after.get(path)) ? "unchanged" : after.getOrDefault(path, "gone"),
                body.equals(after.get(path))));
        for (var operation : operations) {
            cell(operation, Caller.A);
            cell(operation, Caller.ADMIN);
        }
        report();
        otherMethods();
        trial.that("cells of the matrix", "all right", cells + ", of them wrong: " + wrong, wrong == 0);
    }

    private void makeBelongings() throws InterruptedException {
        var product = admin.createProduct("Matrix", 450, 20);
        var order = ada.order(product, 1).expect(201).text("id");
        var payable = ada.order(product, 1).expect(201).text("id");
        var belongings = Belongings.of(ada, product, payable, 3);
        ids.putAll(Map.of(
                "/api/orders/",
                order,
                "/api/payments/",
                belongings.payment(),
                "/api/users/me/addresses/",
                belongings.address(),
                "/api/notifications/",
                belongings.notification(),
                "/api/users/",
                ada.id(),
                "/api/products/",
                product,
                "/api/inventory/",
                product,
                "/api/cart/items/",
                product));
    }

    /** What A sees of A's things. */
    private Map<String, String> belongings() {
        var seen = new TreeMap<String, String>();
        for (var path : List.of(
                "/api/orders/" + ids.get("/api/orders/"),
                "/api/payments/" + ids.get("/api/payments/"),
                "/api/users/me/addresses",
                "/api/users/me",
                "/api/notifications",
                "/api/notifications/preferences",
                "/api/cart")) {
            seen.put(
                    path.replaceAll("[0-9a-f-]{36}", "{id}"),
                    ada.client().get(path).expect(200).body());
        }
        return seen;
    }

    private boolean isPrivate(Operation operation) {
        return operation.isOfAnOwner()
                || List.of("/api/orders/{", "/api/payments/{", "/api/users/me/addresses/{", "/api/notifications/{")
                        .stream()
                        .anyMatch(operation.path()::startsWith);
    }

    private void cell(Operation operation, Caller caller) {
        if ((operation.isStream() && caller != Caller.NONE)
                || (caller == Caller.ADMIN && operation.isDoneWithoutWords())) {
            return;
        }
        ask(operation, caller, "", Client.ofGateway());
        // What changes something is done once: the second time it would be gone.
        if (operation.isRead() || caller == Caller.NONE || caller == Caller.B) {
            ask(operation, caller, "port ", Client.of(Fleet.running().direct(operation.service())));
        }
    }

    private void ask(Operation operation, Caller caller, String door, Client client) {
        var path = operation.concrete(ids, NOBODY);
        var asking = switch (caller) {
            case NONE -> client;
            case B -> client.withToken(bob.accessToken());
            case A -> client.withToken(ada.accessToken());
            case ADMIN -> client.withToken(admin.accessToken());
        };
        Answer answer;
        if (operation.isRead()) {
            answer = asking.get(path);
        } else if (caller == Caller.ADMIN || (caller == Caller.A && !isPrivate(operation))) {
            // Let in, and then sent back for what it carries: nothing is changed by those who may.
            answer = asking.with("Content-Type", "text/plain")
                    .send(operation.method(), unused(operation, path), "neither here nor there");
        } else {
            answer = asking.send(operation.method(), path, body(operation));
        }
        var flaw = flaw(operation, caller, answer);
        cells++;
        row.computeIfAbsent(operation, _ -> new ArrayList<>())
                .add(door + caller + " " + answer.brief()
                        + flaw.map(words -> " WRONG: " + words).orElse(""));
    }

    /** Administrators delete and change nothing that is there. */
    private static String unused(Operation operation, String path) {
        return operation.path().contains("{") ? operation.concrete(Map.of(), NOBODY) : path;
    }

    private @Nullable String body(Operation operation) {
        return switch (operation.title()) {
            case "PATCH /api/orders/{id}" -> "{\"status\": \"CANCELLED\"}";
            case "PATCH /api/users/me/addresses/{id}" -> "{\"city\": \"Elsewhere\"}";
            case "PUT /api/users/me/addresses/{id}" -> Shopper.ADDRESS;
            case "PATCH /api/notifications/{id}" -> "{\"read\": true}";
            case "POST /api/payments/{id}/refunds" -> "{\"reason\": \"mine\"}";
            default -> operation.method().equals("DELETE") ? null : "{}";
        };
    }

    private Optional<String> flaw(Operation operation, Caller caller, Answer answer) {
        if (answer.status() >= 500) {
            return Optional.of("a failure");
        }
        if (answer.status() >= 400
                && !(operation.isPage() && answer.header("Content-Type").startsWith("text/html"))) {
            var problem = answer.flawOfProblem();
            if (problem.isPresent()) {
                return problem;
            }
        }
        return switch (operation.access()) {
            case "open" -> letIn(answer);
            case "user" ->
                switch (caller) {
                    case NONE -> unauthorized(answer);
                    case B -> isPrivate(operation) ? status(answer, 404) : letIn(answer);
                    case A ->
                        isPrivate(operation) && answer.status() == 404 ? Optional.of("not A's own") : letIn(answer);
                    case ADMIN -> letIn(answer);
                };
            case "admin" ->
                switch (caller) {
                    case NONE -> unauthorized(answer);
                    case A, B -> status(answer, 403);
                    case ADMIN -> letIn(answer);
                };
            default -> Optional.of("the document has no x-shop-access");
        };
    }

    private static Optional<String> unauthorized(Answer answer) {
        return answer.header("WWW-Authenticate").startsWith("Bearer")
                ? status(answer, 401)
                : Optional.of("no WWW-Authenticate: Bearer");
    }

    private static Optional<String> status(Answer answer, int expected) {
        return answer.status() == expected ? Optional.empty() : Optional.of("expected " + expected);
    }

    /** Whatever else may be wrong with the request, the caller is not. */
    private static Optional<String> letIn(Answer answer) {
        return answer.status() == 403 || (answer.status() == 401 && ACCESS_CODES.contains(answer.text("code")))
                ? Optional.of("expected to be let in")
                : Optional.empty();
    }

    private void report() {
        row.forEach((operation, answers) -> {
            var bad =
                    answers.stream().filter(answer -> answer.contains("WRONG")).count();
            wrong += (int) bad;
            trial.that(operation.title(), expected(operation), String.join("; ", answers), bad == 0);
        });
    }

    private String expected(Operation operation) {
        return switch (operation.access()) {
            case "open" -> "open: all let in";
            case "user" ->
                isPrivate(operation) ? "owner: none 401; B 404; A, admin in" : "user: none 401; B, A, admin in";
            case "admin" -> "admin: none 401; B, A 403; admin in";
            default -> "x-shop-access";
        };
    }

    private void otherMethods() {
        var paths = operations.stream()
                .collect(Collectors.toMap(Operation::path, operation -> operation, (first, _) -> first, TreeMap::new));
        paths.forEach((path, operation) -> {
            var concrete = operation.concrete(ids, NOBODY);
            var answers = new ArrayList<String>();
            var bad = 0;
            for (var method : ApiDocuments.undocumented(operations, concrete).stream()
                    .sorted()
                    .toList()) {
                for (var caller : List.of(Caller.NONE, Caller.A, Caller.ADMIN)) {
                    var token = switch (caller) {
                        case A -> ada.accessToken();
                        case ADMIN -> admin.accessToken();
                        case NONE, B -> "";
                    };
                    for (var door :
                            List.of(Fleet.running().gateway(), Fleet.running().direct(operation.service()))) {
                        var client = token.isEmpty()
                                ? Client.of(door)
                                : Client.of(door).withToken(token);
                        var answer = client.send(
                                method, concrete, method.equals("GET") || method.equals("DELETE") ? null : "{}");
                        var right = switch (caller) {
                            case NONE, B -> Set.of(401, 404, 405);
                            case A -> Set.of(403, 404, 405);
                            case ADMIN -> Set.of(404, 405);
                        };
                        cells++;
                        var flaw = answer.flawOfProblem();
                        if (!right.contains(answer.status()) || flaw.isPresent()) {
                            bad++;
                            answers.add(method + " " + caller + " " + answer.brief()
                                    + flaw.map(words -> " " + words).orElse(""));
                        }
                    }
                }
                answers.addFirst(method);
            }
            wrong += bad;
            trial.that("methods that " + path + " does not have", "405 or 404", String.join(" ", answers), bad == 0);
        });
    }
}
