package shop.storefront.shell;

import java.text.Collator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.sdk.Accounts;

/** Countries by their names in the visitor's language, and addresses in one line. */
public final class Countries {

    private static final Map<String, List<Country>> BY_LANGUAGE = new ConcurrentHashMap<>();

    private Countries() {}

    public record Country(String code, String name) {}

    public static List<Country> all(Locale locale) {
        return BY_LANGUAGE.computeIfAbsent(locale.getLanguage(), Countries::sorted);
    }

    public static String name(String code, Locale locale) {
        return Locale.of("", code).getDisplayCountry(locale);
    }

    public static String oneLine(Accounts.Address address, Locale locale) {
        return lines(address, locale).stream().collect(Collectors.joining(", "));
    }

    public static List<String> lines(Accounts.Address address, Locale locale) {
        return Stream.<@Nullable String>of(
                        address.name(),
                        address.line1(),
                        address.line2(),
                        address.postalCode() + " " + address.city(),
                        name(address.country(), locale))
                .map(line -> Objects.requireNonNullElse(line, ""))
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<Country> sorted(String language) {
        var locale = Locale.of(language);
        return Arrays.stream(Locale.getISOCountries())
                .map(code -> new Country(code, name(code, locale)))
                .sorted(Comparator.comparing(Country::name, Collator.getInstance(locale)))
                .toList();
    }
}
