package shop.order.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderNumberTest {

    @Test
    void isTwoGroupsOfFourDigits() {
        assertThat(OrderNumber.of(0).value()).isEqualTo("0000-0000");
        assertThat(OrderNumber.of(31).value()).isEqualTo("0000-000Z");
        assertThat(OrderNumber.of(-1).value()).isEqualTo("ZZZZ-ZZZZ");
        assertThat(OrderNumber.of(1L << 35).value()).isEqualTo("1000-0000");
    }

    @Test
    void onlyTheLowestFortyBitsCount() {
        assertThat(OrderNumber.of(5 | 1L << 40)).isEqualTo(OrderNumber.of(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7K3M-9Q40",
                "7k3m-9q40",
                "7K3M9Q40",
                "7k3m9q4o",
                " 7K3M 9Q40 ",
                "7K3M-9Q4O",
                "#7K3M-9Q40",
                "7K3M\u20139Q40"
            })
    void isReadInAnySpelling(String text) {
        assertThat(OrderNumber.parse(text)).contains(new OrderNumber("7K3M-9Q40"));
    }

    @Test
    void lettersThatLookLikeDigitsAreDigits() {
        assertThat(OrderNumber.parse("il0O-IL11")).contains(new OrderNumber("1100-1111"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "7K3M-9Q4",
                "7K3M-9Q4TT",
                "7K3M-9Q4U",
                "a@b.example",
                "7K3M_9Q4T",
                "7K3M-9Q4\u00d6",
                "019aa5f0-7a00-7000-8000-000000000003"
            })
    void whatIsNoNumberIsNotRead(String text) {
        assertThat(OrderNumber.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7k3m-9q4t", "7K3M9Q4T", "7K3M-9Q4U", "", "7K3M-9Q4T "})
    void holdsNoOtherSpelling(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new OrderNumber(text));
    }
}
