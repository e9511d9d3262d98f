package shop.local.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Made-up products, as many as wanted; the same seed makes the same ones. */
final class GeneratedCatalog {

    private static final List<String> LOOKS = List.of(
            "Plain",
            "Brushed",
            "Woven",
            "Glazed",
            "Folding",
            "Stackable",
            "Vintage",
            "Slim",
            "Heavy",
            "Compact",
            "Soft",
            "Matte",
            "Carved",
            "Striped",
            "Padded",
            "Polished");
    private static final List<String> MATERIALS =
            List.of("Oak", "Steel", "Linen", "Copper", "Wool", "Glass", "Bamboo", "Leather", "Ceramic", "Cotton");
    private static final List<String> COLOURS =
            List.of("white", "black", "red", "green", "blue", "sand", "grey", "yellow");
    private static final Map<String, List<String>> THINGS = Map.of(
            "kitchen", List.of("Bowl", "Kettle", "Pan", "Board", "Mug", "Jar"),
            "living", List.of("Lamp", "Cushion", "Rug", "Shelf", "Vase", "Clock"),
            "garden", List.of("Bench", "Planter", "Lantern", "Rake", "Parasol", "Hose"),
            "office", List.of("Desk", "Chair", "Tray", "Notebook", "Stand", "Drawer"),
            "bath", List.of("Towel", "Mirror", "Basket", "Mat", "Soap Dish", "Robe"));
    private static final List<String> ROOMS = THINGS.keySet().stream().sorted().toList();

    private GeneratedCatalog() {}

    /** The products by number, from 1; to be gone through once. */
    static Stream<ShopClient.NewProduct> of(long count, long seed) {
        var random = new Random(seed);
        return LongStream.rangeClosed(1, count).mapToObj(number -> product(number, random));
    }

    private static ShopClient.NewProduct product(long number, Random random) {
        var room = pick(ROOMS, random);
        var thing = pick(THINGS.getOrDefault(room, List.of()), random);
        var material = pick(MATERIALS, random);
        var look = pick(LOOKS, random);
        var colour = pick(COLOURS, random);
        // Most things are cheap and a few dear.
        var price = Math.round(Math.exp(6 + 1.2 * random.nextGaussian())) + 1;
        return new ShopClient.NewProduct(
                "GEN-%08d".formatted(number),
                look + " " + material + " " + thing + " " + number,
                "A %s %s of %s in %s, for the %s."
                        .formatted(
                                look.toLowerCase(Locale.ROOT),
                                thing.toLowerCase(Locale.ROOT),
                                material.toLowerCase(Locale.ROOT),
                                colour,
                                room),
                new Money(price, "EUR"),
                List.of(room, room + "-" + slug(thing)),
                Map.of(
                        "colour",
                        colour,
                        "material",
                        material.toLowerCase(Locale.ROOT),
                        "weightGrams",
                        50 + random.nextInt(9_950)),
                random.nextInt(10) == 0 ? 0 : random.nextInt(1, 1_000));
    }

    private static String slug(String words) {
        return words.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
