package shop.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import shop.local.launch.RunningFleet;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The small catalog that the product brings along, so that a fresh shop has something to show. */
public final class DemoCatalog {

    private static final int WORKERS = 4;

    private DemoCatalog() {}

    /** Adds what is not there yet, through the API as an administrator would; harmless when repeated. */
    public static void load(RunningFleet fleet, Consumer<String> progress) {
        load(fleet.gateway(), fleet.adminEmail(), fleet.adminPassword(), progress);
    }

    static void load(URI gateway, String adminEmail, String adminPassword, Consumer<String> progress) {
        try (var client = new ShopClient(gateway, Clock.systemUTC(), (_, _, _, _) -> {})) {
            var admin = client.logIn(adminEmail, adminPassword);
            addCategories(client, admin);
            var added = new AtomicInteger();
            Crew.work(WORKERS, products(), product -> {
                if (add(client, admin, product)) {
                    added.incrementAndGet();
                }
            });
            progress.accept(
                    added.get() == 0
                            ? "Demo catalog: all products are there"
                            : "Demo catalog: %d products added".formatted(added.get()));
        }
    }

    /** @param parent the slug of the one above it, which stands before it in the list */
    record DemoCategory(String slug, String name, @Nullable String parent) {}

    /** The products as the API takes them. */
    static List<ShopClient.NewProduct> products() {
        return read("demo-catalog.json", new TypeReference<List<ShopClient.NewProduct>>() {});
    }

    /** What the products' slugs are called, each below the one it belongs to. */
    static List<DemoCategory> categories() {
        return read("demo-categories.json", new TypeReference<List<DemoCategory>>() {});
    }

    private static <T> T read(String file, TypeReference<T> type) {
        try (var source = DemoCatalog.class.getResourceAsStream(file)) {
            if (source == null) {
                throw new IllegalStateException(file + " is not in the jar");
            }
            return JsonMapper.shared().readValue(source, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addCategories(ShopClient client, Session admin) {
        var ids = new HashMap<String, String>();
        client.categories().forEach(category -> ids.put(category.slug(), category.id()));
        for (var category : categories()) {
            if (!ids.containsKey(category.slug())) {
                var parent = category.parent() == null ? null : ids.get(category.parent());
                ids.put(
                        category.slug(),
                        client.addCategory(admin, category.slug(), category.name(), parent)
                                .id());
            }
        }
    }

    private static boolean add(ShopClient client, Session admin, ShopClient.NewProduct product) {
        try {
            client.addProduct(admin, product);
            return true;
        } catch (Refusal refusal) {
            if (refusal.code().equals("sku_taken")) {
                return false; // from an earlier start, changed or archived meanwhile perhaps
            }
            throw refusal;
        }
    }
}
