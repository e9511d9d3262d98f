package shop.user.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class SignUpLimitTest {

    private final SignUpLimit limit = new SignUpLimit(2);

    @Test
    void refusesWhatOneAddressHasTooManyOfAndNobodyElse() {
        var other = limit.take(
                "a",
                () -> limit.take("a", () -> {
                    assertThatExceptionOfType(AccountException.TooManySignUps.class)
                            .isThrownBy(() -> limit.take("a", () -> "third"));
                    return limit.take("b", () -> "other");
                }));

        assertThat(other).isEqualTo("other");
    }

    @Test
    void countsOnlyWhatIsUnderWay() {
        for (var i = 0; i < 5; i++) {
            assertThatExceptionOfType(AccountException.EmailTaken.class)
                    .isThrownBy(() -> limit.take("a", () -> {
                        throw new AccountException.EmailTaken();
                    }));
        }

        assertThat(limit.take("a", () -> limit.take("a", () -> "second"))).isEqualTo("second");
    }
}
