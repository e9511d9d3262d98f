package shop.local.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.local.host.PartSpec;
import shop.local.infra.Ports;
import shop.local.launch.Part.BoundPort;
import shop.local.launch.Part.HostedProgram;
import shop.local.launch.Part.NativePostgres;
import shop.local.launch.Part.Program;

/**
 * The parts of the shop and how they hang together. The secrets are those of the services' local profile, fixed on purpose:
 * a service that is started by hand with that profile finds this infrastructure without a word of configuration. They open
 * nothing but the loopback address.
 */
final class Fleet {

    static final String POSTGRES = "postgres";
    static final String KAFKA = "kafka";
    static final String MONGODB = "mongodb";
    static final String MAIL = "mail";
    static final String STRIPE = "stripe";
    static final String RAZORPAY = "razorpay";
    static final String DISCOVERY = "discovery-server";
    static final String GATEWAY = "api-gateway";

    static final String POSTGRES_PASSWORD = "local-only-postgres";

    private static final String EUREKA_LOGIN = "fleet:local-only-eureka";
    private static final List<String> DATABASES = List.of("users", "inventory", "orders", "payments");

    private static final String STRIPE_API_KEY = "STRIPE_API_KEY";
    private static final String STRIPE_API_BASE = "STRIPE_API_BASE";
    private static final String RAZORPAY_KEY_ID = "RAZORPAY_KEY_ID";
    private static final String RAZORPAY_API_BASE = "RAZORPAY_API_BASE";

    /** The sandbox's, known to everybody: they open nothing but what runs on this machine. */
    private static final String RAZORPAY_SANDBOX_KEY = "rzp_test_local";

    private static final String RAZORPAY_SANDBOX_SECRET = "local-only-razorpay";
    private static final String RAZORPAY_SANDBOX_WEBHOOK_SECRET = "local-only-razorpay-webhooks";
    private static final String SANDBOX_KEY = "sk_test_local";

    private final Home home;
    private final PortTable ports;
    private final @Nullable String mongodbUri;
    private final PortTable.NullableLookup environment;
    private final PartSettings partSettings;

    Fleet(Home home, PortTable ports, @Nullable String mongodbUri, PortTable.NullableLookup environment) {
        this.home = home;
        this.ports = ports;
        this.mongodbUri = mongodbUri;
        this.environment = environment;
        this.partSettings = PartSettings.of(environment.get(PartSettings.VARIABLE));
    }

    /** All parts with one instance each, in an order in which each comes after what it needs. */
    List<Part> parts() {
        var parts = new ArrayList<>(infrastructure());
        for (var service : Service.values()) {
            parts.add(service(service, service.folder(), bound(service.port())));
        }
        parts.add(gateway());
        return parts;
    }

    /** What a service that is started by hand needs around it. */
    List<Part> infrastructure() {
        var parts = new ArrayList<Part>();
        parts.add(new Part(
                POSTGRES,
                Kind.STORE,
                bound(Port.POSTGRES),
                List.of(),
                new NativePostgres(passwords(), postgresData()),
                Check.accepts(ports.of(Port.POSTGRES))));
        parts.add(kafka());
        parts.add(discovery());
        if (mongodbUri == null) {
            parts.add(mongodb());
        }
        if (!usesStripe()) {
            parts.add(stripe());
        }
        if (!usesRazorpay()) {
            parts.add(razorpay());
        }
        parts.add(mail());
        return parts;
    }

    /** A further instance of a service, on a port that is free now. */
    Part furtherInstance(String service, int number) {
        return furtherInstance(service, number, Ports.free());
    }

    Part furtherInstance(String service, int number, int port) {
        return service(serviceNamed(service), service + "-" + number, List.of(new BoundPort(port, "")));
    }

    /** The part of this name, also if it is a further instance with a number at its end. */
    Optional<Part> find(String name, int portOfFurtherInstance) {
        var part = parts().stream().filter(known -> known.name().equals(name)).findFirst();
        if (part.isPresent()) {
            return part;
        }
        var dash = name.lastIndexOf('-');
        return dash > 0 && name.substring(dash + 1).matches("[1-9][0-9]*") && isService(name.substring(0, dash))
                ? Optional.of(furtherInstance(
                        name.substring(0, dash), Integer.parseInt(name.substring(dash + 1)), portOfFurtherInstance))
                : Optional.empty();
    }

    boolean isService(String name) {
        return List.of(Service.values()).stream()
                .anyMatch(service -> service.folder().equals(name));
    }

    /** Where to look at the running shop, and as whom, for people. */
    List<String> pages() {
        return List.of(
                "  Shop               " + pageUrl(Port.GATEWAY),
                "  API documentation  " + pageUrl(Port.GATEWAY) + "/swagger-ui.html",
                "  Mail               " + pageUrl(Port.MAIL),
                (usesStripe() ? "  Stripe             " : "  Stripe sandbox     ") + stripePage(),
                (usesRazorpay() ? "  Razorpay           " : "  Razorpay sandbox   ") + razorpayPage(),
                "  Discovery          " + pageUrl(Port.DISCOVERY) + " (fleet / local-only-eureka)",
                "  Admin login        " + adminEmail() + " / " + adminPassword());
    }

    String adminEmail() {
        return given("ADMIN_EMAIL", "admin@shop.local");
    }

    String adminPassword() {
        return given("ADMIN_PASSWORD", "local-only-admin");
    }

    /** Whether payments go to Stripe itself: there is a key that is not the sandbox's, and no other address is named. */
    boolean usesStripe() {
        return !given(STRIPE_API_KEY, SANDBOX_KEY).equals(SANDBOX_KEY)
                && given(STRIPE_API_BASE, "").isEmpty();
    }

    /** Where a person sees the payments. */
    String stripePage() {
        return usesStripe() ? "https://dashboard.stripe.com" : pageUrl(Port.STRIPE);
    }

    /** Whether payments by Razorpay go to Razorpay itself, as for Stripe. */
    boolean usesRazorpay() {
        return !given(RAZORPAY_KEY_ID, RAZORPAY_SANDBOX_KEY).equals(RAZORPAY_SANDBOX_KEY)
                && given(RAZORPAY_API_BASE, "").isEmpty();
    }

    String razorpayPage() {
        return usesRazorpay() ? "https://dashboard.razorpay.com" : pageUrl(Port.RAZORPAY);
    }

    int port(Port port) {
        return ports.of(port);
    }

    String url(Port port) {
        return "http://" + Ports.LOOPBACK + ":" + ports.of(port);
    }

    /** An address for people: a name where a program is better off with a number. */
    String pageUrl(Port port) {
        return "http://localhost:" + ports.of(port);
    }

    String kafkaBootstrapServers() {
        return Ports.LOOPBACK + ":" + ports.of(Port.KAFKA);
    }

    private Part kafka() {
        return new Part(
                KAFKA,
                Kind.STORE,
                bound(Port.KAFKA),
                List.of(),
                infrastructure(
                        KAFKA,
                        "256m",
                        Map.of(
                                "port",
                                Integer.toString(ports.of(Port.KAFKA)),
                                "data",
                                home.data(KAFKA).toString())),
                Check.accepts(ports.of(Port.KAFKA)));
    }

    private Part mongodb() {
        return new Part(
                MONGODB,
                Kind.STORE,
                bound(Port.MONGODB),
                List.of(),
                infrastructure(
                        MONGODB,
                        "192m",
                        Map.of(
                                "port",
                                Integer.toString(ports.of(Port.MONGODB)),
                                "data",
                                home.data(MONGODB).toString())),
                Check.accepts(ports.of(Port.MONGODB)));
    }

    private Part mail() {
        return new Part(
                MAIL,
                Kind.TOOL,
                List.of(
                        new BoundPort(ports.of(Port.MAIL), Port.MAIL.variable()),
                        new BoundPort(ports.of(Port.SMTP), Port.SMTP.variable())),
                List.of(),
                infrastructure(
                        MAIL,
                        "96m",
                        Map.of(
                                "port",
                                Integer.toString(ports.of(Port.MAIL)),
                                "smtp-port",
                                Integer.toString(ports.of(Port.SMTP)))),
                Check.answers(ports.of(Port.MAIL), "/"));
    }

    private Part stripe() {
        return new Part(
                STRIPE,
                Kind.TOOL,
                bound(Port.STRIPE),
                List.of(),
                infrastructure(
                        STRIPE,
                        "96m",
                        Map.of(
                                "address", Ports.LOOPBACK,
                                "port", Integer.toString(ports.of(Port.STRIPE)),
                                "api-key", given(STRIPE_API_KEY, SANDBOX_KEY),
                                "webhook-url", url(Port.GATEWAY) + "/api/payments/webhooks/stripe",
                                "webhook-secret",
                                        given("STRIPE_WEBHOOK_SECRETS", "whsec_local")
                                                .split(",", 2)[0],
                                "public-url", pageUrl(Port.STRIPE),
                                "data-file",
                                        home.data(STRIPE)
                                                .resolve("sandbox.json")
                                                .toString())),
                Check.answers(ports.of(Port.STRIPE), "/"));
    }

    private Part razorpay() {
        return new Part(
                RAZORPAY,
                Kind.TOOL,
                bound(Port.RAZORPAY),
                List.of(),
                infrastructure(
                        RAZORPAY,
                        "64m",
                        Map.of(
                                "port", Integer.toString(ports.of(Port.RAZORPAY)),
                                "key-id", given(RAZORPAY_KEY_ID, RAZORPAY_SANDBOX_KEY),
                                "key-secret", given("RAZORPAY_KEY_SECRET", RAZORPAY_SANDBOX_SECRET),
                                "webhook-secret",
                                        given("RAZORPAY_WEBHOOK_SECRET", RAZORPAY_SANDBOX_WEBHOOK_SECRET)
                                                .split(",", 2)[0],
                                "webhook-url", url(Port.GATEWAY) + "/api/payments/webhooks/razorpay",
                                "public-url", pageUrl(Port.RAZORPAY),
                                "data-file",
                                        home.data(RAZORPAY)
                                                .resolve("sandbox.jsonl")
                                                .toString())),
                Check.answers(ports.of(Port.RAZORPAY), "/"));
    }

    private Part discovery() {
        return new Part(
                DISCOVERY,
                Kind.DISCOVERY,
                bound(Port.DISCOVERY),
                List.of(),
                boot(DISCOVERY, DISCOVERY, "160m", Map.of("SERVER_PORT", Integer.toString(ports.of(Port.DISCOVERY)))),
                Check.answers(ports.of(Port.DISCOVERY), "/actuator/health/readiness"));
    }

    private Part gateway() {
        var settings = Map.of(
                "SERVER_PORT",
                Integer.toString(ports.of(Port.GATEWAY)),
                "MAIL_URL",
                pageUrl(Port.MAIL),
                "STRIPE_SANDBOX_URL",
                stripePage(),
                "DISCOVERY_URL",
                pageUrl(Port.DISCOVERY));
        return new Part(
                GATEWAY,
                Kind.GATEWAY,
                bound(Port.GATEWAY),
                List.of(DISCOVERY),
                boot(GATEWAY, GATEWAY, "256m", settings),
                Check.answers(ports.of(Port.GATEWAY), "/readyz"));
    }

    private Part service(Service service, String name, List<BoundPort> bound) {
        var port = bound.getFirst().number();
        var needs = new ArrayList<>(List.of(DISCOVERY));
        var settings = new TreeMap<String, String>();
        settings.put("SERVER_PORT", Integer.toString(port));
        if (service.ownsData()) {
            needs.add(KAFKA);
            addStore(service, needs, settings);
        }
        var files = home.data(service.folder());
        if (service == Service.USER) {
            // All its instances show the same pictures.
            settings.put("AVATAR_DIR", files.resolve("avatars").toString());
        }
        if (service == Service.PRODUCT) {
            // Each instance takes an index of its own in here.
            settings.put("PRODUCT_SEARCH_DIRECTORY", files.resolve("search").toString());
            settings.put("IMPORT_DIRECTORY", files.resolve("imports").toString());
            settings.put("IMAGE_DIRECTORY", files.resolve("images").toString());
        }
        if (service == Service.PAYMENT) {
            // The provider's page leads back to a page of ours.
            settings.put("PAYMENT_RETURN_URL", pageUrl(Port.GATEWAY) + "/checkout/return");
        }
        if (service == Service.NOTIFICATION) {
            settings.put("PAY_URL", "/account/orders/{orderId}");
        }
        return new Part(
                name,
                Kind.SERVICE,
                bound,
                needs,
                boot(name, service.folder(), "256m", settings),
                Check.answers(port, "/actuator/health/readiness"));
    }

    private void addStore(Service service, List<String> needs, Map<String, String> settings) {
        var database = service.database();
        if (database != null) {
            needs.add(POSTGRES);
            settings.put(
                    "DB_URL", "jdbc:postgresql://" + Ports.LOOPBACK + ":" + ports.of(Port.POSTGRES) + "/" + database);
            settings.put("DB_USER", database);
            settings.put("DB_PASSWORD", password(database));
        } else if (mongodbUri == null) {
            needs.add(MONGODB);
            settings.put("MONGODB_URI", "mongodb://" + Ports.LOOPBACK + ":" + ports.of(Port.MONGODB));
        } else {
            settings.put("MONGODB_URI", mongodbUri);
        }
    }

    private Program boot(String name, String folder, String heap, Map<String, String> own) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("SPRING_PROFILES_ACTIVE", "local");
        settings.put("SERVER_ADDRESS", Ports.LOOPBACK);
        settings.put(
                "EUREKA_URL",
                "http://" + EUREKA_LOGIN + "@" + Ports.LOOPBACK + ":" + ports.of(Port.DISCOVERY) + "/eureka/");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", kafkaBootstrapServers());
        settings.put("PUBLIC_URL", pageUrl(Port.GATEWAY));
        // Whoever names a mail server or has a key of Stripe's means it: the sandbox is what there is without a word.
        settings.put("STRIPE_API_BASE", given(STRIPE_API_BASE, usesStripe() ? "" : url(Port.STRIPE)));
        if (usesStripe()) {
            // Without a secret no webhook is believed, and the provider is asked; the sandbox's is known to everybody.
            settings.put("STRIPE_WEBHOOK_SECRETS", given("STRIPE_WEBHOOK_SECRETS", "whsec_none_" + UUID.randomUUID()));
        }
        if (!usesRazorpay()) {
            settings.put(RAZORPAY_API_BASE, given(RAZORPAY_API_BASE, url(Port.RAZORPAY)));
            settings.put(RAZORPAY_KEY_ID, given(RAZORPAY_KEY_ID, RAZORPAY_SANDBOX_KEY));
            settings.put("RAZORPAY_KEY_SECRET", given("RAZORPAY_KEY_SECRET", RAZORPAY_SANDBOX_SECRET));
            settings.put("RAZORPAY_WEBHOOK_SECRET", given("RAZORPAY_WEBHOOK_SECRET", RAZORPAY_SANDBOX_WEBHOOK_SECRET));
        }
        settings.put("SMTP_HOST", given("SMTP_HOST", Ports.LOOPBACK));
        settings.put("SMTP_PORT", given("SMTP_PORT", Integer.toString(ports.of(Port.SMTP))));
        settings.putAll(own);
        settings.putAll(partSettings.ofPart(name));
        return new HostedProgram(PartSpec.SERVICE, folder, heap, settings, Map.of());
    }

    private Program infrastructure(String kind, String heap, Map<String, String> arguments) {
        var all = new TreeMap<>(arguments);
        all.putAll(partSettings.ofPart(kind));
        return new HostedProgram(kind, "", heap, Map.of(), all);
    }

    private Path postgresData() {
        var named = partSettings.ofPart(POSTGRES).get("data");
        return named == null ? home.data(POSTGRES) : Path.of(named);
    }

    private List<BoundPort> bound(Port port) {
        return List.of(new BoundPort(ports.of(port), port.variable()));
    }

    private String given(String variable, String otherwise) {
        var value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static Map<String, String> passwords() {
        var passwords = new TreeMap<String, String>();
        DATABASES.forEach(database -> passwords.put(database, password(database)));
        return passwords;
    }

    private static String password(String database) {
        return "local-only-" + database;
    }

    private Service serviceNamed(String name) {
        for (var service : Service.values()) {
            if (service.folder().equals(name)) {
                return service;
            }
        }
        throw new ShopException("No service " + name);
    }

    /** The modules that hold services, the registry and the gateway among them. */
    static List<String> modules() {
        var modules = new ArrayList<>(List.of(DISCOVERY, GATEWAY));
        for (var service : Service.values()) {
            modules.add(service.folder());
        }
        return modules;
    }

    /** The seven services, and the pages and GraphQL, which own nothing and ask them. */
    private enum Service {
        USER("user-service", Port.USER, "users"),
        PRODUCT("product-service", Port.PRODUCT, null),
        INVENTORY("inventory-service", Port.INVENTORY, "inventory"),
        ORDER("order-service", Port.ORDER, "orders"),
        PAYMENT("payment-service", Port.PAYMENT, "payments"),
        CART("cart-service", Port.CART, null),
        NOTIFICATION("notification-service", Port.NOTIFICATION, null),
        STOREFRONT("storefront", Port.STOREFRONT, null),
        CHANNELS("channels", Port.CHANNELS, null);

        private final String folder;
        private final Port port;
        private final @Nullable String database;

        Service(String folder, Port port, @Nullable String database) {
            this.folder = folder;
            this.port = port;
            this.database = database;
        }

        String folder() {
            return folder;
        }

        Port port() {
            return port;
        }

        /** Whether it stores anything and takes part in events. */
        boolean ownsData() {
            return this != STOREFRONT && this != CHANNELS;
        }

        /** Its PostgreSQL database, or null if it keeps its documents in MongoDB or owns nothing. */
        @Nullable String database() {
            return database;
        }
    }
}
