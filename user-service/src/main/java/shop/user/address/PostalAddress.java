package shop.user.address;

import org.jspecify.annotations.Nullable;

/** Where a parcel goes, in the shape that an order takes. */
public record PostalAddress(
        String name, String line1, @Nullable String line2, String city, String postalCode, String country) {}
