package shop.local.stripe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Form-encoded parameters with Stripe's bracket notation, kept flat: {@code line_items[0][quantity]} is one key. Stripe refuses what it
 * does not know, so every operation says first what it {@linkplain #allow allows}.
 */
final class Params {

    private static final int MOST_METADATA_KEYS = 50;
    private static final int LONGEST_METADATA_KEY = 40;
    private static final int LONGEST_METADATA_VALUE = 500;
    private static final Pattern INDEX = Pattern.compile("\\[\\d*]");
    private static final Pattern METADATA_KEY = Pattern.compile("metadata]?\\[[^]]+]$");

    /** What Stripe charges in; money that is no more (DEM, HRK, BYR) is not among it. */
    private static final Set<String> CURRENCIES = Set.of("""
            aed afn all amd ang aoa ars aud awg azn bam bbd bdt bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve
            czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr
            kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab
            pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah
            ugx usd uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw""".split("\\s+", -1));

    private final Map<String, String> values;

    private Params(Map<String, String> values) {
        this.values = values;
    }

    static Params parse(String... encoded) {
        var values = new LinkedHashMap<String, String>();
        for (var form : encoded) {
            for (var pair : form.split("&", -1)) {
                if (pair.isEmpty()) {
                    continue;
                }
                var equals = pair.indexOf('=');
                var key = decode(equals < 0 ? pair : pair.substring(0, equals));
                var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.put(key.endsWith("[]") ? numbered(key, values) : key, value);
            }
        }
        return new Params(values);
    }

    private static String numbered(String key, Map<String, String> values) {
        var prefix = key.substring(0, key.length() - 2);
        var index = 0;
        while (values.containsKey(prefix + "[" + index + "]")) {
            index++;
        }
        return prefix + "[" + index + "]";
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw StripeRefusal.invalid(null, "Invalid form encoding: " + text, null);
        }
    }

    /**
     * Refuses every parameter that is not named.
     *
     * @param names list indexes are written {@code []}, and so are the keys below {@code metadata}
     */
    void allow(Set<String> names) {
        for (var key : values.keySet()) {
            var shape = INDEX.matcher(key).replaceAll("[]");
            if (!names.contains(shape) && !names.contains(withoutMetadataKey(shape))) {
                throw StripeRefusal.unknownParameter(key);
            }
        }
    }

    private static String withoutMetadataKey(String shape) {
        if (!METADATA_KEY.matcher(shape).find()) {
            return shape;
        }
        return shape.substring(0, shape.lastIndexOf('[')) + "[]";
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> StripeRefusal.missingParameter(name));
    }

    boolean flag(String name) {
        return text(name)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw StripeRefusal.invalid("parameter_invalid", "Invalid boolean: " + value, name);
                })
                .orElse(false);
    }

    Optional<Long> whole(String name) {
        return text(name).map(value -> {
            try {
                return Long.valueOf(value);
            } catch (NumberFormatException notWhole) {
                throw StripeRefusal.invalid("parameter_invalid_integer", "Invalid integer: " + value, name);
            }
        });
    }

    /** A currency in Stripe's lower case. */
    String currency(String name) {
        var code = required(name).toLowerCase(Locale.ROOT);
        if (!CURRENCIES.contains(code)) {
            throw StripeRefusal.invalid(null, "Invalid currency: " + code, name);
        }
        return code;
    }

    /** The keys below {@code name[...]}; Stripe's limits on metadata hold. An empty value stands for a key to remove. */
    Map<String, String> metadata(String name) {
        var metadata = new LinkedHashMap<String, String>();
        values.forEach((key, value) -> {
            if (key.startsWith(name + "[") && key.endsWith("]")) {
                metadata.put(key.substring(name.length() + 1, key.length() - 1), value);
            }
        });
        if (metadata.size() > MOST_METADATA_KEYS) {
            throw StripeRefusal.invalid(null, "Metadata can have at most 50 keys: " + metadata.size(), name);
        }
        metadata.forEach((key, value) -> {
            if (key.length() > LONGEST_METADATA_KEY || value.length() > LONGEST_METADATA_VALUE) {
                throw StripeRefusal.invalid(
                        "parameter_invalid_string",
                        "Metadata keys hold up to 40 characters and values up to 500: " + key,
                        name);
            }
        });
        return metadata;
    }

    /** The indexes used below {@code name[...]}, in order. */
    Set<Integer> indexes(String name) {
        var indexes = new TreeSet<Integer>();
        for (var key : values.keySet()) {
            if (key.startsWith(name + "[")) {
                var end = key.indexOf(']', name.length());
                try {
                    indexes.add(Integer.valueOf(key.substring(name.length() + 1, end)));
                } catch (NumberFormatException notAnIndex) {
                    throw StripeRefusal.unknownParameter(key);
                }
            }
        }
        return indexes;
    }

    boolean any(String prefix) {
        return values.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** All parameters in one order, to compare two requests by. */
    String canonical() {
        return new TreeMap<>(values).toString();
    }
}
