package shop.gateway.shared;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the answers that are kept for others.
 *
 * @param life for how long at most; nothing is kept if it is zero
 * @param memory for all of them together
 */
@ConfigurationProperties("shop.gateway.shared-answers")
record SharedAnswersProperties(
        @DefaultValue("250ms") Duration life,
        @DefaultValue("16MB") DataSize memory) {}
