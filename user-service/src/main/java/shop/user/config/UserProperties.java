package shop.user.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Everything that can be set about user-service. */
@Validated
@ConfigurationProperties("shop.user")
public record UserProperties(
        @Valid @DefaultValue Hashing hashing,
        @Valid @DefaultValue Tokens tokens,
        @Valid @NotNull Keys keys,
        @Valid @DefaultValue FirstAdmin firstAdmin,
        @DefaultValue("50") @Positive int addressesPerAccount) {

    /**
     * How passwords are hashed: Argon2id as OWASP advises, some 40 ms of a core each. A hash with other parameters is renewed at its
     * owner's next login.
     *
     * @param atOnce how many hashes may be computed at a time, so that logins leave a core to everybody else
     * @param patience how long a request waits for its turn before it is told to come back
     */
    public record Hashing(
            @DefaultValue("19456") @Min(7168) int memoryKib,
            @DefaultValue("2") @Min(1) int iterations,
            @DefaultValue("1") @Min(1) int parallelism,
            @DefaultValue("2") @Positive int atOnce,
            @NotNull @DefaultValue("2s") Duration patience) {}

    /**
     * How long logins last.
     *
     * @param issuer who the access tokens say they are from; the whole fleet must expect the same
     * @param access how long an access token is good, 10 minutes at most: nothing can take it back before that
     * @param idle how long a refresh token may lie unused
     * @param absolute how long after a login its refresh tokens end, however often they were used
     */
    public record Tokens(
            @NotBlank @DefaultValue("shopfleet") String issuer,
            @NotNull @DefaultValue("10m") Duration access,
            @NotNull @DefaultValue("14d") Duration idle,
            @NotNull @DefaultValue("30d") Duration absolute) {

        @AssertTrue(message = "access must be above zero and at most 10 minutes") public boolean isAccessShort() {
            return access.isPositive() && access.compareTo(Duration.ofMinutes(10)) <= 0;
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
     */
    public record Keys(
            @NotNull @Size(min = 32, message = "KEY_ENCRYPTION_SECRET must have 32 characters or more") String encryptionSecret,

            @NotNull @DefaultValue("15s") Duration pollInterval) {

        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Keys[pollInterval=" + pollInterval + "]";
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
