package shop.user.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import shop.pictures.PictureSettings;

/** Everything that can be set about user-service. */
@Validated
@ConfigurationProperties("shop.user")
public record UserProperties(
        @Valid @DefaultValue Hashing hashing,
        @Valid @DefaultValue Tokens tokens,
        @Valid @DefaultValue Guesses guesses,
        @Valid @DefaultValue Cookies cookies,
        @Valid @NotNull PasswordReset passwordReset,
        @Valid @NotNull Keys keys,
        @Valid @DefaultValue FirstAdmin firstAdmin,
        @Valid @DefaultValue PictureSettings avatar,
        @DefaultValue("50") @Positive int addressesPerAccount,
        @DefaultValue("4") @Positive int signUpsAtOncePerAddress) {

    @AssertTrue(message = "AVATAR_STORAGE=s3 needs AVATAR_S3_BUCKET, AVATAR_S3_ACCESS_KEY and AVATAR_S3_SECRET_KEY") public boolean isAvatarS3Whole() {
        return avatar.hasWholeS3();
    }

    @AssertTrue(
            message = "AVATAR_STORAGE=cloudinary needs CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY and"
                    + " CLOUDINARY_API_SECRET")
    public boolean isAvatarCloudinaryWhole() {
        return avatar.hasWholeCloudinary();
    }

    /**
     * How passwords are hashed: Argon2id as OWASP advises, some 40 ms of a core each. A hash with other parameters is renewed at its
     * owner's next login.
     *
     * @param atOnce how many hashes may be computed at a time, so that logins leave a core to everybody else
     * @param maxWait how long a request waits for a free place before it is refused with 503
     */
    public record Hashing(
            @DefaultValue("19456") @Min(7168) int memoryKib,
            @DefaultValue("2") @Min(1) int iterations,
            @DefaultValue("1") @Min(1) int parallelism,
            @DefaultValue("2") @Positive int atOnce,
            @NotNull @DefaultValue("2s") Duration maxWait) {}

    /**
     * How many wrong passwords one account may be tried with.
     *
     * @param atOnce how many in a row
     * @param oneMoreAfter how long it takes until there may be one more
     */
    public record Guesses(
            @DefaultValue("10") @Positive int atOnce,
            @NotNull @DefaultValue("60s") Duration oneMoreAfter) {

        @AssertTrue(message = "oneMoreAfter must be above zero") public boolean isOneMoreAfterPositive() {
            return oneMoreAfter.isPositive();
        }
    }

    /**
     * How browsers keep tokens.
     *
     * @param secure whether cookies go over TLS only
     * @param plainOverHttp whether they need not where customers find the shop over http; for one machine alone
     */
    public record Cookies(
            @DefaultValue("true") boolean secure,
            @DefaultValue("false") boolean plainOverHttp) {}

    /**
     * How forgotten passwords are replaced; the mail server is set under {@code spring.mail}.
     *
     * @param publicUrl where customers find the shop: what the link in the mail begins with, whatever the request said
     * @param mailFrom the sender of the mail
     * @param life how long a link is good
     * @param perHour how many mails of one account a device or an address may have sent in an hour
     * @param strangersPerHour how many all may that the account never logged in from
     * @param tries how often a mail is tried to be sent
     * @param backOff the wait after the first failed try; it doubles with each further one
     */
    public record PasswordReset(
            @NotNull URI publicUrl,

            @NotBlank @Email(message = "MAIL_FROM must be an e-mail address") String mailFrom,

            @NotNull @DefaultValue("60m") Duration life,
            @DefaultValue("3") @Positive int perHour,
            @DefaultValue("12") @Positive int strangersPerHour,
            @DefaultValue("5") @Positive int tries,
            @NotNull @DefaultValue("2s") Duration backOff) {

        @AssertTrue(message = "life and backOff must be above zero") public boolean isTimesPositive() {
            return life.isPositive() && backOff.isPositive();
        }
    }

    /**
     * How long logins last.
     *
     * @param issuer who the access tokens say they are from; the whole fleet must expect the same
     * @param access how long an access token is good, 10 minutes at most: nothing can take it back before that
     * @param idle how long a refresh token may lie unused
     * @param absolute how long after a login its refresh tokens end, however often they were used
     * @param answerDelay how long the answer to a refresh is held back; what else was sent with the same token by then is no reuse
     */
    public record Tokens(
            @NotBlank @DefaultValue("shopfleet") String issuer,
            @NotNull @DefaultValue("10m") Duration access,
            @NotNull @DefaultValue("14d") Duration idle,
            @NotNull @DefaultValue("30d") Duration absolute,
            @NotNull @DefaultValue("100ms") Duration answerDelay) {

        @AssertTrue(message = "access must be above zero and at most 10 minutes") public boolean isAccessShort() {
            return access.isPositive() && access.compareTo(Duration.ofMinutes(10)) <= 0;
        }

        @AssertTrue(message = "answerDelay must be at most a second") public boolean isAnswerDelayShort() {
            return !answerDelay.isNegative() && answerDelay.compareTo(Duration.ofSeconds(1)) <= 0;
        }

        @AssertTrue(message = "idle must be above zero and at most absolute") public boolean isIdleWithinAbsolute() {
            return idle.isPositive() && idle.compareTo(absolute) <= 0;
        }
    }

    /**
     * How the signing keys are kept.
     *
     * @param encryptionSecret what the private signing keys are encrypted under; the same for all instances
     * @param pollInterval how often the keys are read anew, so that a key made or retired elsewhere is noticed without a restart
     * @param publishDelay how long a new key is published before it signs: all who check tokens must have read it by then
     * @param maxAge how long a key signs before another one takes over by itself
     */
    public record Keys(
            @NotNull @Size(min = 32, message = "KEY_ENCRYPTION_SECRET must have 32 characters or more") String encryptionSecret,

            @NotNull @DefaultValue("15s") Duration pollInterval,
            @NotNull @DefaultValue("90s") Duration publishDelay,
            @NotNull @DefaultValue("30d") Duration maxAge) {

        @AssertTrue(message = "pollInterval must be above zero, and maxAge above publishDelay") public boolean isInOrder() {
            return pollInterval.isPositive() && !publishDelay.isNegative() && maxAge.compareTo(publishDelay) > 0;
        }

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Keys[pollInterval=" + pollInterval + ", publishDelay=" + publishDelay + ", maxAge=" + maxAge + "]";
        }
    }

    /** The administrator that is made at the start if nobody has the address yet; both parts or neither. */
    public record FirstAdmin(
            @Nullable @Email String email, @Nullable String password) {

        @AssertTrue(message = "ADMIN_PASSWORD must have 8 to 128 characters") public boolean isPasswordLongEnough() {
            return password == null || password.isBlank() || (password.length() >= 8 && password.length() <= 128);
        }

        @AssertTrue(message = "ADMIN_EMAIL and ADMIN_PASSWORD must be set together or not at all") public boolean isWhole() {
            return isBlank(email) == isBlank(password);
        }

        public boolean isWanted() {
            return !isBlank(email);
        }

        private static boolean isBlank(@Nullable String text) {
            return text == null || text.isBlank();
        }

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "FirstAdmin[email=" + email + "]";
        }
    }
}
