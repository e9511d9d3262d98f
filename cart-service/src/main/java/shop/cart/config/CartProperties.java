package shop.cart.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Currency;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of this service.
 *
 * @param currencyOfNothing what the total of an empty cart is in
 * @param guestLife how long a guest's cart is kept after its last change
 * @param sweepEvery the pause between two looks for carts that guests have abandoned
 * @param sweepBatch how many of these are dropped at once
 * @param guestCartsPerHour how many carts one address may begin in an hour without a login
 * @param secureCookie whether a guest's cookie is sent over TLS only
 */
@Validated
@ConfigurationProperties("cart")
public record CartProperties(
        @NotNull Currency currencyOfNothing,
        @NotNull @DurationMin(minutes = 1) Duration guestLife,
        @NotNull @DurationMin(millis = 10) Duration sweepEvery,
        @Min(1) @Max(10_000) int sweepBatch,
        @Min(1) int guestCartsPerHour,
        boolean secureCookie) {}
