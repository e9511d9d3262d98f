package shop.order.training;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import shop.kernel.Money;
import shop.order.domain.Basket;
import shop.order.domain.CustomerId;
import shop.order.domain.OrderLine;
import shop.order.domain.ProductId;
import shop.order.domain.ShippingAddress;
import shop.order.domain.risk.AccountHistory;
import shop.order.domain.risk.PaymentSignals;
import shop.order.domain.risk.RiskFeatures;

/**
 * Honest orders of a shop, and four known patterns of attack among them, with the features that the service would see after the payment:
 * card testing, taken-over accounts, many accounts that reship to one address, and new accounts that are built up and burst. It is no
 * measurement of any real shop: it holds the assumptions below and nothing else, and says so in its report.
 */
final class SimulatedOrders {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DAYS = 90;
    private static final int CUSTOMERS = 3_000;
    private static final int NEW_CUSTOMERS = 1_500;
    private static final int HOUSES = 30;
    private static final int BUSINESSES = 30;
    private static final int ATTACKS_OF_A_KIND = 40;
    private static final double USUAL_SUM = Math.log(4_000);
    private static final Duration DAY = Duration.ofDays(1);

    private final Random random;
    private final List<Attempt> attempts = new ArrayList<>();
    private int accounts;

    private SimulatedOrders(long seed) {
        random = new Random(seed);
    }

    /** The orders of {@value #DAYS} days, the earliest first; the same seed gives the same orders. */
    static List<Sample> simulate(long seed) {
        var shop = new SimulatedOrders(seed);
        shop.honest();
        for (var attack = 0; attack < ATTACKS_OF_A_KIND; attack++) {
            shop.cardTesting(attack);
            shop.takeover(attack);
            shop.reshipping(attack);
            shop.bustOut(attack);
        }
        return shop.samples();
    }

    private void honest() {
        for (var one = 0; one < CUSTOMERS; one++) {
            var account = account(BEGIN.minus(Duration.ofDays(random.nextInt(1, 700))));
            // Families and flats; and houses of many flats, whose first line is the same for all of them.
            var luck = random.nextInt(10);
            var address = luck == 0
                    ? "home " + random.nextInt(CUSTOMERS)
                    : luck < 3 ? "house " + random.nextInt(HOUSES) : "home of " + account;
            repeat(account, address, day(), 2 + random.nextInt(5));
        }
        for (var one = 0; one < NEW_CUSTOMERS; one++) {
            var joined = day();
            var account = account(joined);
            order(
                            "honest",
                            account,
                            joined.plusSeconds(random.nextInt(60, 7_200)),
                            "home of " + account,
                            usual(0),
                            card(account))
                    .mostlyFine();
            if (random.nextInt(25) == 0) {
                struggle(account, joined);
            }
            if (random.nextInt(3) == 0) {
                repeat(account, "home of " + account, joined.plus(Duration.ofDays(3)), 2);
            }
        }
        // Businesses order often, much, and several times within an hour; some of them are new.
        for (var one = 0; one < BUSINESSES; one++) {
            var joined = one % 3 == 0 ? day() : BEGIN.minus(DAY);
            var account = account(joined);
            for (var burst = 0; burst < 4; burst++) {
                var at = joined.plus(Duration.ofDays(burst * 5L)).plusSeconds(random.nextInt(36_000));
                for (var order = 0; order < 3 + random.nextInt(20); order++) {
                    order(
                                    "honest",
                                    account,
                                    at.plusSeconds(order * 120L),
                                    "office of " + account,
                                    usual(1.2),
                                    card(account))
                            .mostlyFine();
                }
            }
        }
    }

    /** A card that does not work: order after order fails within an hour or two, and perhaps the last one does not. */
    private void struggle(UUID account, Instant from) {
        for (var order = 0; order < 2 + random.nextInt(6); order++) {
            order(
                            "honest",
                            account,
                            from.plusSeconds(300 + order * (long) random.nextInt(60, 900)),
                            "home of " + account,
                            usual(0),
                            card(account))
                    .signals(random.nextInt(4), random.nextInt(100) < 4, random.nextInt(45))
                    .failing(random.nextInt(100) < 70);
        }
    }

    private void repeat(UUID account, String address, Instant from, int orders) {
        var at = from;
        for (var order = 0; order < orders; order++) {
            order(
                            "honest",
                            account,
                            at,
                            random.nextInt(25) == 0 ? "gift " + random.nextInt() : address,
                            usual(0),
                            card(account))
                    .mostlyFine();
            at = waking(at.plus(Duration.ofHours(random.nextInt(20, 800))));
        }
    }

    /** Many small orders by an account of minutes, with a new card each, most of which are declined first. */
    private void cardTesting(int attack) {
        var begin = night(day());
        var account = account(begin);
        for (var order = 0; order < 6 + random.nextInt(20); order++) {
            order(
                            "card testing",
                            account,
                            begin.plusSeconds(120 + order * 90L),
                            "tester " + attack,
                            usual(-1.5),
                            "stolen " + random.nextInt())
                    .signals(1 + random.nextInt(8), random.nextInt(100) < 60, 30 + random.nextInt(60))
                    .failing(random.nextInt(100) < 50);
        }
    }

    /** One or two large orders of an old account to an address that it has never used, often at night and with another card. */
    private void takeover(int attack) {
        var account = account(BEGIN.minus(Duration.ofDays(400)));
        repeat(account, "home of " + account, BEGIN.plusSeconds(random.nextInt(86_400)), 2);
        var at = night(day());
        for (var order = 0; order < 1 + random.nextInt(3); order++) {
            order(
                            "account takeover",
                            account,
                            at.plusSeconds(order * 300L),
                            "drop of thief " + attack,
                            usual(2.2),
                            "stolen " + random.nextInt())
                    .signals(random.nextInt(4), random.nextInt(100) < 70, 45 + random.nextInt(50));
        }
    }

    /** New accounts that order to one address within hours, paid with few cards. */
    private void reshipping(int attack) {
        var at = day();
        for (var order = 0; order < 5 + random.nextInt(12); order++) {
            var account = account(at.minusSeconds(600));
            order(
                            "reshipping",
                            account,
                            at,
                            "reshipper " + attack,
                            usual(1.3),
                            "stolen " + attack + "-" + random.nextInt(3))
                    .signals(random.nextInt(3), random.nextInt(100) < 50, 25 + random.nextInt(60));
            at = at.plusSeconds(random.nextInt(300, 5_400));
        }
    }

    /** A new account pays a few small orders, and within a day places many large ones. */
    private void bustOut(int attack) {
        var at = night(day());
        var account = account(at);
        for (var order = 0; order < 2; order++) {
            order("honest", account, at.plusSeconds(600 + order * 900L), "drop " + attack, usual(-0.5), card(account))
                    .mostlyFine();
        }
        for (var order = 0; order < 4 + random.nextInt(8); order++) {
            order(
                            "bust-out",
                            account,
                            at.plusSeconds(10_000 + order * 240L),
                            "drop " + attack,
                            usual(2.4),
                            card(account))
                    .signals(random.nextInt(4), random.nextInt(100) < 30, 30 + random.nextInt(60))
                    .failing(random.nextInt(100) < 30);
        }
    }

    /** Made at that moment, as ids of version 7 say. */
    private UUID account(Instant made) {
        accounts++;
        var high = made.toEpochMilli() << 16 | 0x7000 | (accounts & 0xfff);
        return new UUID(high, 0x8000_0000_0000_0000L | accounts);
    }

    private static String card(UUID account) {
        return "card of " + account;
    }

    private Instant day() {
        var hour = random.nextInt(100) < 4 ? random.nextInt(5) : 6 + random.nextInt(18);
        return BEGIN.plus(Duration.ofDays(random.nextInt(DAYS - 2))).plusSeconds(hour * 3_600L + random.nextInt(3_600));
    }

    /** Most people sleep at night. */
    private Instant waking(Instant at) {
        var hour = at.atZone(ZoneOffset.UTC).getHour();
        return hour < 6 && random.nextInt(100) < 85 ? at.plus(Duration.ofHours(9)) : at;
    }

    private Instant night(Instant day) {
        return random.nextInt(100) < 60 ? day.truncatedTo(ChronoUnit.DAYS).plusSeconds(random.nextInt(18_000)) : day;
    }

    private long usual(double more) {
        return Math.max(50, Math.round(Math.exp(USUAL_SUM + more + random.nextGaussian() * 0.9)));
    }

    private Attempt order(String kind, UUID account, Instant at, String address, long amountMinor, String card) {
        var attempt = new Attempt(kind, account, at, address, amountMinor, card);
        attempts.add(attempt);
        return attempt;
    }

    private List<Sample> samples() {
        attempts.removeIf(attempt -> attempt.at.isAfter(BEGIN.plus(Duration.ofDays(DAYS))));
        attempts.sort(Comparator.comparing(attempt -> attempt.at));
        var samples = new ArrayList<Sample>();
        var byAccount = new HashMap<UUID, List<Attempt>>();
        var byAddress = new HashMap<String, List<Attempt>>();
        var byCard = new HashMap<String, List<Attempt>>();
        var sums = new LatestSums(1_000);
        for (var attempt : attempts) {
            var earlier = byAccount.computeIfAbsent(attempt.account, _ -> new ArrayList<>());
            var there = byAddress.computeIfAbsent(attempt.address, _ -> new ArrayList<>());
            var withCard = byCard.computeIfAbsent(attempt.card, _ -> new ArrayList<>());
            var account = new AccountHistory(
                    earlier.isEmpty() ? null : earlier.getFirst().at,
                    earlier.size(),
                    (int) earlier.stream().filter(other -> !other.failed).count(),
                    0,
                    within(earlier, attempt.at, Duration.ofHours(1)),
                    (int) earlier.stream()
                            .filter(other -> other.failed && other.at.isAfter(attempt.at.minus(DAY)))
                            .count(),
                    others(there, attempt, DAY));
            var placing = RiskFeatures.placing(
                    new CustomerId(attempt.account),
                    basket(attempt),
                    account,
                    false,
                    sums.usual(),
                    attempt.at,
                    ZoneOffset.UTC);
            var paid = placing.paid(
                    new PaymentSignals(
                            attempt.card, attempt.foreignCard ? "US" : "GB", attempt.declines, attempt.providerScore),
                    others(withCard, attempt, Duration.ofDays(7)),
                    new ShippingAddress("", attempt.address, null, "", "", "GB"));
            samples.add(
                    new Sample(paid, !attempt.kind.equals("honest"), attempt.kind, attempt.amountMinor, attempt.at));
            earlier.add(attempt);
            there.add(attempt);
            withCard.add(attempt);
            sums.add(attempt.amountMinor);
        }
        return samples;
    }

    private static int within(List<Attempt> all, Instant now, Duration window) {
        return (int) all.stream()
                .filter(other -> other.at.isAfter(now.minus(window)))
                .count();
    }

    private static int others(List<Attempt> all, Attempt attempt, Duration window) {
        var accounts = new HashSet<UUID>();
        all.stream()
                .filter(other -> other.at.isAfter(attempt.at.minus(window)) && !other.account.equals(attempt.account))
                .forEach(other -> accounts.add(other.account));
        return accounts.size();
    }

    private static Basket basket(Attempt attempt) {
        var price = Money.of(attempt.amountMinor, "GBP");
        return new Basket(List.of(new OrderLine(new ProductId(new UUID(0, 1)), "SKU", "sku", 1, price)), price);
    }

    /** How many of each kind there are. */
    static Map<String, Long> kinds(List<Sample> samples) {
        var kinds = new TreeMap<String, Long>();
        samples.forEach(sample -> kinds.merge(sample.kind(), 1L, Long::sum));
        return kinds;
    }

    private final class Attempt {

        private final String kind;
        private final UUID account;
        private final Instant at;
        private final String address;
        private final long amountMinor;
        private final String card;
        private int declines;
        private boolean foreignCard;
        private @Nullable Integer providerScore;
        private boolean failed;

        Attempt(String kind, UUID account, Instant at, String address, long amountMinor, String card) {
            this.kind = kind;
            this.account = account;
            this.at = at;
            this.address = address;
            this.amountMinor = amountMinor;
            this.card = card;
        }

        void mostlyFine() {
            var luck = random.nextInt(100);
            signals(luck < 90 ? 0 : luck < 96 ? 1 : 2 + random.nextInt(3), random.nextInt(100) < 4, random.nextInt(45));
            failing(random.nextInt(100) < 5);
        }

        /** A third of the payments come from providers that say no score. */
        Attempt signals(int newDeclines, boolean isForeign, int score) {
            declines = newDeclines;
            foreignCard = isForeign;
            providerScore = random.nextInt(3) == 0 ? null : score;
            return this;
        }

        void failing(boolean hasFailed) {
            failed = hasFailed;
        }
    }
}
