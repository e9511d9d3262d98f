package shop.notification.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything that can be set about notification-service; the mail server is set under {@code spring.mail}.
 *
 * @param mailFrom the sender of all mails
 * @param publicUrl where customers find the shop
 * @param payUrl of the page to pay an order on, a path of {@code publicUrl} or a whole address; {@code {orderId}} in it is replaced
 * @param defaultLanguage of customers who have named none
 * @param smsMailDomain of a mail server that sends a mail to {@code +4915112345678@domain} on as a short message; used without Twilio
 * @param messageRetention how long a customer's messages are kept, read or not
 * @param timeZone in which customers read days and times
 */
@Validated
@ConfigurationProperties("shop.notification")
public record NotificationProperties(
        @NotBlank @Email(message = "MAIL_FROM must be an e-mail address") String mailFrom,

        @NotNull URI publicUrl,

        @NotNull @Pattern(
                regexp = "(/|https?://).*\\{orderId}.*",
                message = "PAY_URL must be a path or an address, with {orderId} in it")
        String payUrl,

        @NotNull @DefaultValue("en") Locale defaultLanguage,
        @NotNull @DefaultValue("UTC") ZoneId timeZone,
        @Valid @DefaultValue Twilio twilio,

        @NotNull @DefaultValue("")
        @Pattern(regexp = "([A-Za-z0-9-]+\\.)*[A-Za-z0-9-]*", message = "SMS_MAIL_DOMAIN must be a domain")
        String smsMailDomain,

        @NotNull @DefaultValue("400d") Duration messageRetention,
        @Valid @DefaultValue Deliveries deliveries,
        @Valid @DefaultValue Streams streams) {

    @AssertTrue(message = "MESSAGE_RETENTION must be above zero") public boolean isMessageRetentionPositive() {
        return messageRetention.isPositive();
    }

    /** With the shop's address in front, unless it has one of its own. */
    public String absolutePayUrl() {
        return payUrl.startsWith("/") ? publicUrl.toString().replaceAll("/+$", "") + payUrl : payUrl;
    }

    /** Whether short messages can be sent at all. */
    public boolean servesSms() {
        return twilio.isConfigured() || !smsMailDomain.isEmpty();
    }

    /**
     * Who sends short messages; nobody does without an account.
     *
     * @param from a number, or the id of a messaging service ({@code MG...})
     */
    public record Twilio(
            @DefaultValue("") String accountSid,
            @DefaultValue("") String authToken,
            @DefaultValue("") String from,
            @DefaultValue("https://api.twilio.com") String apiBase) {

        public boolean isConfigured() {
            return !accountSid.isBlank();
        }

        @AssertTrue(message = "TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN and TWILIO_FROM too") public boolean isComplete() {
            return !isConfigured() || (!authToken.isBlank() && !from.isBlank());
        }

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Twilio[accountSid=" + accountSid + ", from=" + from + ", apiBase=" + apiBase + "]";
        }
    }

    /**
     * Streams of new messages to customers.
     *
     * @param perUser open streams of one account at one instance
     * @param atOnce open streams at one instance
     * @param heartbeatInterval after which a silent stream gets a comment, and reads the store
     * @param pollInterval how often the store is asked what other instances have changed, while there are streams
     */
    public record Streams(
            @DefaultValue("10") @Positive int perUser,
            @DefaultValue("2000") @Positive int atOnce,
            @NotNull @DefaultValue("15s") Duration heartbeatInterval,
            @NotNull @DefaultValue("1s") Duration pollInterval) {

        @AssertTrue(message = "the intervals of streams must be above zero") public boolean isIntervalsPositive() {
            return heartbeatInterval.isPositive() && pollInterval.isPositive();
        }
    }

    /**
     * How mails are sent.
     *
     * @param workers how many batches are sent at a time
     * @param batchSize how many mails at most go over one connection to the mail server, and into one write of what became of them
     * @param pollInterval how often is looked for what is to be tried again; what is new is tried at once
     * @param lease how long one instance has for a batch before another may try; two thirds of it are longer than the mail server's
     *     time-outs for one mail together
     * @param maxAttempts after how many tries a mail is given up
     * @param firstBackOff the wait after the first failed try; it doubles with each further one
     * @param maxBackOff the longest wait
     * @param retention how long is remembered what was sent; an event that comes again later than that is mailed again
     */
    public record Deliveries(
            @DefaultValue("2") @Positive int workers,
            @DefaultValue("20") @Positive int batchSize,
            @NotNull @DefaultValue("1s") Duration pollInterval,
            @NotNull @DefaultValue("2m") Duration lease,
            @DefaultValue("150") @Positive int maxAttempts,
            @NotNull @DefaultValue("2s") Duration firstBackOff,
            @NotNull @DefaultValue("10m") Duration maxBackOff,
            @NotNull @DefaultValue("30d") Duration retention) {

        @AssertTrue(message = "all times must be above zero") public boolean isTimesPositive() {
            return pollInterval.isPositive()
                    && lease.isPositive()
                    && firstBackOff.isPositive()
                    && maxBackOff.isPositive()
                    && retention.isPositive();
        }
    }
}
