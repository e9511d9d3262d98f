package shop.gateway.cart;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the merge at a login.
 *
 * @param maxWait how long a login may wait for cart-service; what is not merged by then is merged when the cart is read
 * @param maxConcurrent how many logins may wait at a time; the others do not ask
 */
@Validated
@ConfigurationProperties("shop.gateway.guest-carts")
record GuestCartProperties(
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration maxWait,
        @DefaultValue("50") int maxConcurrent) {}
