package shop.storefront.config;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the pages.
 *
 * @param name the shop's, in titles and in the header
 * @param publicUrl where browsers reach the shop; other origins may not send forms
 * @param timeZone the one that times are shown in
 * @param secureCookies whether cookies are sent over TLS only
 * @param shellPatience how long a page waits at most for the number of things in the cart and of unread messages
 * @param categoryLife how long the tree of categories is kept
 * @param cacheSize how much of the services' public responses is kept at most, for as long as they allow; 0 for none
 */
@Validated
@ConfigurationProperties("shop.storefront")
public record StorefrontProperties(
        @NotBlank String name,
        @NotNull URI publicUrl,
        @NotNull ZoneId timeZone,
        boolean secureCookies,
        @DefaultValue("500ms") Duration shellPatience,
        @DefaultValue("10s") Duration categoryLife,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("5s") Duration answerTimeout,
        @DefaultValue("4MB") DataSize cacheSize) {}
