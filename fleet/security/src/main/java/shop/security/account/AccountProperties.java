package shop.security.account;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of {@code shop.accounts}.
 *
 * @param maxEntries how many accounts are remembered; beyond it those go whose change is longest ago, as their tokens have run out
 * @param startPatience how long a start waits for the list to be complete before it goes on without
 */
@ConfigurationProperties("shop.accounts")
record AccountProperties(
        @DefaultValue("100000") int maxEntries,
        @DefaultValue("2s") Duration startPatience) {

    AccountProperties {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("shop.accounts.max-entries is " + maxEntries + ", must be at least 1");
        }
    }
}
