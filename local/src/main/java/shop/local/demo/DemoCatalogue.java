package shop.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import shop.local.launch.RunningFleet;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The small catalogue that the product brings along, so that a fresh shop has something to show. */
public final class DemoCatalogue {

    private static final int WORKERS = 4;

    private DemoCatalogue() {}

    /** Adds what is not there yet, through the API as an administrator would; harmless when repeated. */
    public static void load(RunningFleet fleet, Consumer<String> progress) {
        try (var client = new ShopClient(fleet.gateway(), Clock.systemUTC(), (_, _, _, _) -> {})) {
            var known = knownSkus(client);
            var missing = products().stream()
                    .filter(product -> !known.contains(product.sku()))
                    .toList();
            if (missing.isEmpty()) {
                progress.accept("Demo catalogue: all " + products().size() + " products are there");
                return;
            }
            var admin = client.logIn(fleet.adminEmail(), fleet.adminPassword());
            var added = new AtomicInteger();
            Crew.work(WORKERS, missing, product -> {
                if (add(client, admin, product)) {
                    added.incrementAndGet();
                }
            });
            progress.accept("Demo catalogue: %d products added".formatted(added.get()));
        }
    }

    /** The products as the API takes them. */
    static List<ShopClient.NewProduct> products() {
        try (var source = DemoCatalogue.class.getResourceAsStream("demo-catalogue.json")) {
            if (source == null) {
                throw new IllegalStateException("demo-catalogue.json is not in the jar");
            }
            return JsonMapper.shared().readValue(source, new TypeReference<List<ShopClient.NewProduct>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> knownSkus(ShopClient client) {
        var skus = new HashSet<String>();
        var pages = 1;
        for (var page = 0; page < pages; page++) {
            var found = client.products(page, 100);
            pages = found.totalPages();
            found.items().forEach(product -> skus.add(product.sku()));
        }
        return skus;
    }

    private static boolean add(ShopClient client, Session admin, ShopClient.NewProduct product) {
        try {
            client.addProduct(admin, product, "demo-catalogue-1-" + product.sku());
            return true;
        } catch (Refusal refusal) {
            if (refusal.code().equals("sku_taken")) {
                return false; // another start was faster, or the product was archived on purpose
            }
            throw refusal;
        }
    }
}
