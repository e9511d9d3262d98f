package shop.order.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import shop.http.retention.Retention;
import shop.order.application.AssessRisk;
import shop.order.application.ReviewRisk;
import shop.order.application.RiskAssessments;
import shop.order.application.RiskPolicy;
import shop.order.domain.risk.AddressKey;

/** The models and the timers of the risk review. */
@Configuration(proxyBeanMethods = false)
class RiskConfiguration {

    private static final Duration USUAL_SUMS_EVERY = Duration.ofMinutes(10);
    private static final String BETWEEN_ADDRESSES = ";";
    private static final int PARTS = 3;

    @Bean
    RiskPolicy riskPolicy(OrderProperties properties) {
        var risk = properties.risk();
        return new RiskPolicy(
                risk.enabled(),
                RiskModelFile.shippedFraud(),
                RiskModelFile.shippedReturns(),
                risk.threshold(),
                risk.deadline(),
                risk.holdTime(),
                risk.zone(),
                sharedAddresses(risk.sharedAddresses()),
                split(risk.sharedCards(), ",").toList());
    }

    static Set<String> sharedAddresses(String text) {
        return split(text, BETWEEN_ADDRESSES).map(RiskConfiguration::addressKey).collect(Collectors.toSet());
    }

    private static String addressKey(String text) {
        List<String> parts =
                Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
        if (parts.size() != PARTS) {
            throw new IllegalArgumentException(
                    "shared-addresses: '" + text + "' (expected: such as 1 Station Road|SW1A 1AA|GB)");
        }
        return AddressKey.of(parts.get(0), parts.get(1), parts.get(2));
    }

    private static Stream<String> split(String text, String between) {
        return Arrays.stream(text.split(between, -1)).map(String::strip).filter(part -> !part.isEmpty());
    }

    @Bean
    Retention riskAssessmentRetention(RiskAssessments assessments, OrderProperties properties) {
        return new Retention("risk assessments", properties.risk().retention(), assessments::deleteBefore);
    }

    @Bean
    SchedulingConfigurer riskTimers(AssessRisk assessRisk, ReviewRisk reviewRisk, OrderProperties properties) {
        return timer -> {
            timer.addFixedDelayTask(assessRisk::refreshUsualSums, USUAL_SUMS_EVERY);
            timer.addFixedDelayTask(reviewRisk::endOverdue, properties.expireLookEvery());
        };
    }
}
