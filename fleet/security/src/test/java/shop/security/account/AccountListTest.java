package shop.security.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.security.Caller;
import shop.security.Role;
import shop.security.token.BadTokenException;
import shop.security.token.BadTokenException.Reason;

class AccountListTest {

    static final UUID ADA = new UUID(7, 1);
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    final AccountList accounts = new AccountList(100);

    @Test
    void anAccountThatNothingWasHeardOfMayAct() {
        assertAccepted(ADA, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDisabledAccountNeitherReadsNorWrites(boolean readOnly) {
        accounts.update(new AccountStatus(ADA, true, 3, NOW));

        assertThatExceptionOfType(BadTokenException.class)
                .isThrownBy(() -> accounts.check(caller(ADA, 2), readOnly))
                .returns(Reason.ACCOUNT_DISABLED, BadTokenException::reason);
    }

    @Test
    void onlyTokensFromBeforeTheChangeAreRevoked() {
        accounts.update(new AccountStatus(ADA, false, 3, NOW));

        assertThat(refusal(ADA, 0)).isEqualTo(Reason.TOKEN_REVOKED);
        assertThat(refusal(ADA, 2)).isEqualTo(Reason.TOKEN_REVOKED);
        assertAccepted(ADA, 3);
        assertAccepted(ADA, 4);
    }

    @Test
    void aTokenOfALaterVersionThanTheDisablingIsFromAnEnabledAccount() {
        accounts.update(new AccountStatus(ADA, true, 3, NOW));

        assertAccepted(ADA, 4);
    }

    @Test
    void anEventThatComesLateChangesNothing() {
        accounts.update(new AccountStatus(ADA, true, 3, NOW));
        accounts.update(new AccountStatus(ADA, false, 2, NOW.minusSeconds(1)));

        assertThat(refusal(ADA, 2)).isEqualTo(Reason.ACCOUNT_DISABLED);
    }

    @Test
    void theListIsBoundedAndForgetsTheOldestChanges() {
        IntStream.rangeClosed(1, 101)
                .forEach(i ->
                        accounts.update(new AccountStatus(new UUID(7, i), true, 1, NOW.plusSeconds(1000L * (i % 50)))));

        // One too many, so a tenth of the bound goes with it.
        assertThat(IntStream.rangeClosed(1, 101).filter(i -> isDisabled(new UUID(7, i))))
                .hasSize(90)
                .doesNotContain(50, 100, 1, 51, 101);
    }

    private boolean isDisabled(UUID account) {
        try {
            accounts.check(caller(account, 0), true);
            return false;
        } catch (BadTokenException refusal) {
            return true;
        }
    }

    private Reason refusal(UUID account, int version) {
        try {
            accounts.check(caller(account, version), false);
            throw new AssertionError("accepted version " + version);
        } catch (BadTokenException refusal) {
            return refusal.reason();
        }
    }

    private void assertAccepted(UUID account, int version) {
        assertThatCode(() -> accounts.check(caller(account, version), false)).doesNotThrowAnyException();
    }

    private static Caller caller(UUID account, int version) {
        return new Caller(account, Set.of(Role.USER), version);
    }
}
