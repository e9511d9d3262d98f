package shop.inventory.config;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.util.StringUtils;
import shop.http.access.AccessRules;
import shop.http.retention.Retention;
import shop.inventory.application.BatchPolicy;
import shop.inventory.application.CheckLedger;
import shop.inventory.application.ExpireHolds;
import shop.inventory.application.HoldPolicy;
import shop.inventory.application.Holds;
import shop.inventory.application.LedgerPolicy;
import shop.security.Role;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(InventoryProperties.class)
class InventoryConfiguration {

    /** After that an instance asks whether a check of the ledger is due, or what another one has found. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    /** The stock of named products is public, as that of one is; the list of all is not. */
    private static boolean namesProducts(HttpServletRequest request) {
        return GET.matches(request.getMethod())
                && request.getRequestURI().equals("/api/inventory")
                && StringUtils.hasText(request.getParameter("productIds"));
    }

    @Bean
    AccessRules accessRules() {
        return paths -> paths.requestMatchers(InventoryConfiguration::namesProducts)
                .permitAll()
                .requestMatchers(GET, "/api/inventory", "/api/inventory/ledger", "/api/inventory/{productId}/movements")
                .hasRole(Role.ADMIN.name())
                .requestMatchers(GET, "/api/inventory/{productId}")
                .permitAll()
                .requestMatchers(PATCH, "/api/inventory/{productId}")
                .hasRole(Role.ADMIN.name());
    }

    @Bean
    HoldPolicy holdPolicy(InventoryProperties properties) {
        return new HoldPolicy(properties.holdGrace(), properties.sweepBatch());
    }

    @Bean
    BatchPolicy batchPolicy(InventoryProperties properties) {
        return new BatchPolicy(
                properties.holdWorkers(),
                properties.holdBatch(),
                properties.holdBatchLines(),
                properties.holdQueue(),
                properties.holdPatience());
    }

    @Bean
    LedgerPolicy ledgerPolicy(InventoryProperties properties) {
        return new LedgerPolicy(properties.ledgerCheckEvery(), properties.ledgerFullCheckEvery());
    }

    @Bean
    Retention holdsGivenBack(Holds holds, InventoryProperties properties) {
        return new Retention("holds given back", properties.holdRetention(), holds::deleteGivenBack);
    }

    @Bean
    SchedulingConfigurer timers(ExpireHolds expireHolds, CheckLedger checkLedger, InventoryProperties properties) {
        return timer -> {
            timer.addFixedDelayTask(expireHolds::sweep, properties.sweepEvery());
            var look = properties.ledgerCheckEvery();
            timer.addFixedDelayTask(checkLedger::checkIfDue, look.compareTo(LONGEST_LOOK) < 0 ? look : LONGEST_LOOK);
        };
    }
}
