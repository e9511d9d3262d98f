package shop.platform.time;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Gives the service the time in UTC, unless a test gives it another. */
@AutoConfiguration
class ClockAutoConfiguration {

    /** How far the clock is ahead, for trials of what a wrong clock does; a real one is set right by its operating system. */
    private static final String OFFSET = "shop.clock-offset";

    @Bean
    @ConditionalOnMissingBean
    Clock clock(Environment environment) {
        var offset = DurationStyle.detectAndParse(environment.getProperty(OFFSET, "0s"));
        if (offset.isZero()) {
            return Clock.systemUTC();
        }
        if (!environment.acceptsProfiles(Profiles.of("local"))) {
            throw new IllegalStateException(
                    OFFSET + " is " + offset + " (expected: nothing, outside the local profile)");
        }
        return Clock.offset(Clock.systemUTC(), offset);
    }
}
