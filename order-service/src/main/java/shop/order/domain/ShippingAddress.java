package shop.order.domain;

import org.jspecify.annotations.Nullable;

/**
 * Where the goods go.
 *
 * @param country ISO 3166-1 alpha-2, for example {@code DE}
 */
public record ShippingAddress(
        String name, String line1, @Nullable String line2, String city, String postalCode, String country) {}
