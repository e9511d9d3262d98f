package shop.proof.security;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.proof.Answer;
import shop.proof.Client;
import shop.proof.Fleet;
import shop.proof.PageList;
import shop.proof.PageList.Entry;
import shop.proof.Shopper;

/** The pages, as browsers ask for them: who gets which, where they lead, who may frame and keep them, and whose session it is. */
final class PageChecks {

    /** Each of them has led to another site somewhere, once a browser had read it in its own way. */
    private static final List<String> AWAY = List.of(
            "https://evil.example/",
            "HTTPS://evil.example/",
            "https:evil.example",
            "https:/evil.example",
            "http://localhost@evil.example/",
            "//evil.example/",
            "///evil.example/",
            "////evil.example/",
            "//evil.example@localhost/",
            "/\\evil.example/",
            "\\\\evil.example/",
            "\\/evil.example/",
            "/\\/evil.example/",
            "%2f%2fevil.example/",
            "/%2f/evil.example/",
            "/%5cevil.example/",
            "%2F%5Cevil.example/",
            "/\t/evil.example/",
            "/\n/evil.example/",
            "\t//evil.example/",
            " //evil.example/",
            "/\r\nLocation: https://evil.example/",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "evil.example",
            ".evil.example/",
            "@evil.example/",
            "/..//evil.example/",
            "/.//evil.example/");

    private PageChecks() {}

    static List<Check> all() {
        return List.of(
                check(
                        "P1",
                        "every page x {guest, another customer, the customer, admin}",
                        "sign-in; 403 or 404; let in; let in",
                        PageChecks::pages),
                check(
                        "P2",
                        "every form x {guest, another customer, another site, no or another form's token}",
                        "refused, and nothing has changed",
                        PageChecks::forms),
                check(
                        "P3",
                        "where to go next: " + AWAY.size() + " ways to write another site",
                        "a path of the shop",
                        PageChecks::redirects),
                check(
                        "P4",
                        "headers of every page, its refusals, and of assets",
                        "nobody frames them; no-store; nosniff; no inline code; assets are kept",
                        PageChecks::headers),
                check(
                        "P5",
                        "cookies that were there before the sign-in, and those of before the sign-out",
                        "new ones after the one, dead after the other",
                        PageChecks::fixation));
    }

    private static Check check(String number, String sent, String expected, Check.Procedure procedure) {
        return new Check(number, sent, expected, procedure, () -> {});
    }

    /** Two customers and an administrator in their browsers, and what belongs to the first. */
    private record People(
            Shopper ada,
            PageVisitor guest,
            PageVisitor bob,
            PageVisitor owner,
            PageVisitor admin,
            Map<String, String> ids) {

        static People of(Trial trial) throws InterruptedException {
            var fleet = Fleet.running();
            var chief = Shopper.admin();
            var ada = Shopper.fresh();
            var bob = Shopper.fresh();
            var product = chief.createProduct("Pages", 450, 20);
            var order = ada.order(product, 1).expect(201).text("id");
            var belongings = Belongings.of(ada, product, order, 1);
            var ids = Map.of(
                    "/account/orders/", order,
                    "/account/addresses/", belongings.address(),
                    "/account/notifications/", belongings.notification(),
                    "/admin/orders/", order,
                    "/admin/payments/", belongings.payment(),
                    "/admin/customers/", ada.id(),
                    "/admin/products/", product,
                    "/admin/stock/", product,
                    "/p/", product);
            return new People(
                    ada,
                    PageVisitor.guest(trial.stranger()),
                    PageVisitor.signedIn(trial.stranger(), bob.email(), Shopper.PASSWORD),
                    PageVisitor.signedIn(trial.stranger(), ada.email(), Shopper.PASSWORD),
                    PageVisitor.signedIn(trial.stranger(), fleet.adminEmail(), fleet.adminPassword()),
                    ids);
        }

        boolean isAdas(Entry entry) {
            return entry.access().equals("user") && entry.path().contains("{id}");
        }

        /** What Ada sees of Ada's things. */
        Map<String, String> belongings() {
            var seen = new TreeMap<String, String>();
            for (var path : List.of(
                    "/api/orders",
                    "/api/payments",
                    "/api/users/me",
                    "/api/users/me/addresses",
                    "/api/notifications",
                    "/api/cart",
                    "/api/products/" + ids.get("/p/"))) {
                seen.put(path, ada.client().get(path).expect(200).body());
            }
            return seen;
        }
    }

    // P1

    private static void pages(Trial trial) throws InterruptedException {
        var people = People.of(trial);
        for (var entry : PageList.read()) {
            if (!entry.isRead() || entry.path().equals("/sign-in/renew")) {
                continue; // the detour of a session, which is P5's
            }
            var address = entry.address(people.ids());
            switch (entry.access()) {
                case "public" -> {
                    open(trial, "guest", asked(people.guest(), address));
                    open(trial, "a customer", asked(people.owner(), address));
                }
                case "user" -> {
                    toSignIn(trial, people.guest().get(address));
                    if (people.isAdas(entry)) {
                        status(trial, "another customer", people.bob().get(address), 404);
                    }
                    open(trial, "the customer", asked(people.owner(), address));
                }
                default -> {
                    toSignIn(trial, people.guest().get(address));
                    status(trial, "a customer", people.owner().get(address), 403);
                    open(trial, "admin", asked(people.admin(), address));
                }
            }
        }
    }

    /** A busy machine says so with 503; that is no answer to who may see the page. */
    private static Answer asked(PageVisitor who, String address) {
        return Shopper.untilNotBusy(() -> who.get(address));
    }

    private static void open(Trial trial, String who, Answer answer) {
        var away = isToSignIn(answer);
        trial.that(
                who + ": " + answer.request(),
                "let in",
                answer.status() + (away ? ", to the sign-in" : ""),
                answer.status() < 500 && answer.status() != 401 && answer.status() != 403 && !away);
    }

    private static void toSignIn(Trial trial, Answer answer) {
        trial.that(
                "guest: " + answer.request(),
                "to the sign-in",
                answer.status() + " " + answer.header("Location"),
                isToSignIn(answer) || answer.status() == 401 || answer.status() == 403);
    }

    private static boolean isToSignIn(Answer answer) {
        var path = answer.header("Location").replaceFirst("https?://[^/]+", "");
        return answer.status() / 100 == 3 && (path.equals("/sign-in") || path.startsWith("/sign-in?"));
    }

    private static void status(Trial trial, String who, Answer answer, int expected) {
        var flaw = answer.flawOfWords();
        trial.that(
                who + ": " + answer.request(),
                Integer.toString(expected),
                answer.status() + flaw.map(words -> ", " + words).orElse(""),
                answer.status() == expected && flaw.isEmpty());
    }

    // P2

    private static void forms(Trial trial) throws InterruptedException {
        var people = People.of(trial);
        var before = people.belongings();
        for (var entry : PageList.read()) {
            if (entry.isRead()) {
                continue;
            }
            var address = entry.address(people.ids());
            var anybodys = entry.access().equals("public");
            var rightful = entry.access().equals("admin") ? people.admin() : people.owner();
            if (!anybodys) {
                toSignIn(trial, people.guest().post(address, Map.of()));
            }
            if (entry.access().equals("admin")) {
                status(trial, "a customer", people.owner().postOwnForm(address, Map.of()), 403);
            } else if (people.isAdas(entry)) {
                status(trial, "another customer", people.bob().postOwnForm(address, Map.of()), 404);
            }
            status(
                    trial,
                    "another site",
                    rightful.withHeader("Sec-Fetch-Site", "cross-site").postOwnForm(address, Map.of()),
                    403);
            status(
                    trial,
                    "another origin",
                    rightful.withHeader("Origin", "https://evil.example").postOwnForm(address, Map.of()),
                    403);
            status(trial, "no token", rightful.post(address, Map.of()), 403);
            status(
                    trial,
                    "another person's token",
                    rightful.post(address, Map.of("_xsrf", people.bob().cookie("XSRF-TOKEN"))),
                    403);
        }
        var after = people.belongings();
        before.forEach((path, body) -> trial.that(
                "A's " + path.replaceAll("[0-9a-f-]{36}", "{id}") + " after all that",
                "unchanged",
                body.equals(after.get(path)) ? "unchanged" : after.getOrDefault(path, "gone"),
                body.equals(after.get(path))));
        status(trial, "the customer after all that", people.owner().get("/account"), 200);
    }

    // P3

    private static void redirects(Trial trial) {
        var ada = Shopper.fresh();
        var owner = PageVisitor.signedIn(trial.stranger(), ada.email(), Shopper.PASSWORD);
        for (var address : AWAY) {
            stays(
                    trial,
                    "POST /settings, here=" + shown(address),
                    PageVisitor.guest(Client.ofGateway()).post("/settings", Map.of("theme", "dark", "here", address)));
            stays(
                    trial,
                    "GET /sign-in/renew, next=" + shown(address),
                    owner.get("/sign-in/renew?next=" + encoded(address)));
            var stranger = PageVisitor.guest(trial.stranger());
            stays(
                    trial,
                    "POST /sign-in, next=" + shown(address),
                    Shopper.untilNotBusy(() -> stranger.post(
                            "/sign-in", Map.of("email", ada.email(), "password", Shopper.PASSWORD, "next", address))));
            stays(trial, "GET /sign-in, next=" + shown(address), stranger.get("/sign-in?next=" + encoded(address)));
        }
        for (var path :
                List.of("//evil.example/", "//evil.example/%2e%2e", "/%5cevil.example", "/account//evil.example")) {
            stays(trial, "GET " + path, PageVisitor.guest(Client.ofGateway()).get(path));
        }
    }

    /** A redirect goes to this shop, and a page names the other site in no place that is followed. */
    private static void stays(Trial trial, String request, Answer answer) {
        var location = answer.header("Location");
        var followed = answer.status() / 100 == 3
                ? isAway(location)
                : answer.body()
                                .matches(
                                        "(?si).*((href|action|src)=\"|content=\"[^\"]*url=)(https?:)?[/\\\\]{2,}[^\"]*evil.*")
                        || answer.body().matches("(?si).*(href|action)=\"\\s*(javascript|data|vbscript):.*");
        trial.that(
                request,
                "a path of the shop, or refused",
                answer.status() + (location.isEmpty() ? "" : " " + location),
                answer.status() < 500 && !followed && answer.headers("Location").size() <= 1);
    }

    /** Whether a browser that read the address would leave: it drops control characters and reads a backslash as a slash. */
    static boolean isAway(String location) {
        var read = location.replaceAll("[\\t\\r\\n]", "").strip().replace('\\', '/');
        var own = Fleet.running().gateway();
        if (read.startsWith("//")) {
            return true;
        }
        if (read.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
            var target = URI.create(read);
            return !own.getScheme().equalsIgnoreCase(target.getScheme())
                    || target.getPort() != own.getPort()
                    || target.getRawUserInfo() != null
                    || !List.of("localhost", "127.0.0.1")
                            .contains(String.valueOf(target.getHost()).toLowerCase(Locale.ROOT));
        }
        return !read.startsWith("/");
    }

    private static String shown(String address) {
        return address.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // P4

    private static void headers(Trial trial) throws InterruptedException {
        var people = People.of(trial);
        for (var entry : PageList.read()) {
            if (entry.isRead() && entry.kind().equals("page")) {
                var address = entry.address(people.ids());
                strict(trial, "guest", people.guest().get(address), false);
                strict(trial, "the customer", people.owner().get(address), true);
                if (entry.access().equals("admin")) {
                    strict(trial, "admin", people.admin().get(address), true);
                }
            }
        }
        strict(trial, "the customer", people.owner().get("/p/" + people.ids().get("/account/orders/")), true);
        var home = people.guest().get("/").body();
        for (var asset : List.of("href=\"(/assets/shop-[^\"]+)\"", "src=\"(/assets/[^\"]+\\.js)\"")) {
            var found = Pattern.compile(asset).matcher(home);
            if (!found.find()) {
                trial.that("GET /: " + asset, "an asset", "none", false);
                continue;
            }
            var answer = people.guest().get(found.group(1));
            var cache = answer.header("Cache-Control");
            trial.that(
                    answer.request(),
                    "200, public, immutable, no cookie",
                    answer.status() + " " + cache,
                    answer.status() == 200
                            && cache.contains("public")
                            && cache.contains("immutable")
                            && answer.headers("Set-Cookie").isEmpty());
        }
    }

    private static void strict(Trial trial, String who, Answer answer, boolean personal) {
        var flaws = new ArrayList<String>();
        if (answer.status() / 100 != 3) {
            var policy = answer.header("Content-Security-Policy");
            if (!policy.contains("frame-ancestors 'none'")) {
                flaws.add("may be framed");
            }
            if (!policy.contains("default-src 'self'") || policy.contains("unsafe")) {
                flaws.add("policy " + policy);
            }
            if (!policy.contains("form-action 'self'") || !policy.contains("base-uri 'none'")) {
                flaws.add("forms or links may be turned round");
            }
            if (!answer.header("X-Content-Type-Options").equals("nosniff")) {
                flaws.add("sniffed");
            }
            if (answer.header("Referrer-Policy").isEmpty()) {
                flaws.add("no Referrer-Policy");
            }
        }
        if (personal && !answer.header("Cache-Control").contains("no-store")) {
            flaws.add("kept: " + answer.header("Cache-Control"));
        }
        answer.headers("Set-Cookie").stream()
                .filter(cookie -> !cookie.contains("SameSite")
                        || !(cookie.contains("HttpOnly") || cookie.startsWith("XSRF-TOKEN=")))
                .forEach(cookie -> flaws.add("cookie " + cookie.replaceFirst("=.*?;", "=...;")));
        trial.that(
                who + ": " + answer.request(),
                "strict",
                flaws.isEmpty() ? "strict" : String.join(", ", flaws),
                flaws.isEmpty());
    }

    // P5

    private static void fixation(Trial trial) {
        var ada = Shopper.fresh();
        var mallory = Shopper.fresh();
        var planted = PageVisitor.signedIn(trial.stranger(), mallory.email(), Shopper.PASSWORD);
        var credentials = Map.of("email", ada.email(), "password", Shopper.PASSWORD);
        // In the browser that Mallory has prepared, the form has Mallory's token.
        var fields = new TreeMap<>(credentials);
        fields.put("_xsrf", planted.cookie("XSRF-TOKEN"));
        var signedIn = Shopper.untilNotBusy(() -> planted.post("/sign-in", fields));
        var set = PageVisitor.cookiesOf(signedIn);
        trial.that("POST /sign-in with another session's cookies", "303", signedIn.status(), signedIn.status() == 303);
        for (var name : List.of("access_token", "refresh_token", "XSRF-TOKEN")) {
            trial.that(
                    name + " after the sign-in",
                    "a new one",
                    set.containsKey(name) ? "set" : "not set",
                    !set.getOrDefault(name, "").isEmpty()
                            && !set.getOrDefault(name, "").equals(planted.cookie(name)));
        }
        var owner = planted.with(set);
        trial.that(
                "GET /account after it",
                "Ada's",
                owner.get("/account").body().contains(ada.email()) ? "Ada's" : "another's",
                owner.get("/account").body().contains(ada.email()));
        status(
                trial,
                "the form's token of before",
                owner.post("/account", Map.of("name", "Eve", "_xsrf", planted.cookie("XSRF-TOKEN"))),
                403);
        var foreign = PageVisitor.guest(trial.stranger())
                .withHeader("Origin", "https://evil.example")
                .post("/sign-in", credentials);
        status(trial, "a sign-in that another site sends", foreign, 403);
        trial.that(
                "its cookies",
                "none of a session",
                PageVisitor.cookiesOf(foreign).keySet().stream().collect(Collectors.joining(", ")),
                !PageVisitor.cookiesOf(foreign).containsKey("access_token"));

        var out = owner.postOwnForm("/sign-out", Map.of());
        trial.that("POST /sign-out", "303", out.status(), out.status() == 303);
        var left = owner.with(PageVisitor.cookiesOf(out));
        trial.that(
                "the cookies after it",
                "empty",
                left.cookie("access_token").isEmpty()
                                && left.cookie("refresh_token").isEmpty()
                        ? "empty"
                        : "kept",
                left.cookie("access_token").isEmpty()
                        && left.cookie("refresh_token").isEmpty());
        var renewed = owner.get("/sign-in/renew?next=/account");
        trial.that(
                "GET /sign-in/renew with the refresh token of before",
                "no new session",
                renewed.status()
                        + (PageVisitor.cookiesOf(renewed)
                                        .getOrDefault("access_token", "")
                                        .isEmpty()
                                ? ""
                                : ", a session"),
                PageVisitor.cookiesOf(renewed).getOrDefault("access_token", "").isEmpty());
    }
}
