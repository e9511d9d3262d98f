package shop.proof.prove.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.proof.prove.history.Call;
import shop.proof.prove.history.CallSamples;
import shop.proof.prove.history.Facts;
import shop.proof.prove.history.Intent;
import shop.proof.prove.history.Outcome;

class KeyedCallsTest {

    private static final Facts ORDER = Facts.NONE.withOrder("o-1").withStatus("PENDING", "UNPAID", 1);

    @Test
    void repeatsWithTheSameAnswerAreRight() {
        var calls = List.of(order(1, "k-1", ORDER), order(2, "k-1", ORDER), order(3, "k-2", ORDER.withOrder("o-2")));

        assertThat(KeyedCalls.severalResults(calls)).isEmpty();
        assertThat(KeyedCalls.unresolved(calls, _ -> true)).isEmpty();
    }

    @Test
    void twoOrdersUnderOneKeyAreFound() {
        var calls = List.of(order(1, "k-1", ORDER), order(2, "k-1", ORDER.withOrder("o-2")));

        assertThat(KeyedCalls.severalResults(calls)).singleElement().asString().contains("k-1", "o-1", "o-2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Intent.class,
            names = {"PAY", "REFUND", "ADJUST_STOCK", "CREATE_PRODUCT", "CANCEL", "FLASH_ORDER"})
    void twoThingsUnderOneKeyAreFoundWhateverTheyAre(Intent intent) {
        var first = new Facts("o-1", "p-1", "r-1", "x-1", "", "", "", "", 1, 0, "");
        var second = new Facts("o-2", "p-2", "r-2", "x-2", "", "", "", "", 2, 0, "");
        var calls = List.of(
                CallSamples.answered(1, intent, "k-1", 201, "", first),
                CallSamples.answered(2, intent, "k-1", 201, "", second));

        assertThat(KeyedCalls.severalResults(calls)).hasSize(1);
    }

    @Test
    void anOutcomeThatCameLaterIsKnown() {
        var calls = List.of(
                CallSamples.lost(1, Intent.ORDER, "k-1", Outcome.TIMEOUT),
                CallSamples.answered(2, Intent.ORDER, "k-1", 503, "store_unavailable", Facts.NONE),
                order(3, "k-1", ORDER));

        assertThat(KeyedCalls.unresolved(calls, _ -> true)).isEmpty();
    }

    @Test
    void anOutcomeThatNeverCameIsFound() {
        var calls = List.of(
                CallSamples.lost(1, Intent.PAY, "k-1", Outcome.TIMEOUT),
                CallSamples.answered(2, Intent.PAY, "k-1", 503, "provider_unavailable", Facts.NONE));

        assertThat(KeyedCalls.unresolved(calls, _ -> false))
                .singleElement()
                .asString()
                .contains("k-1", "2 tries");
    }

    /** A service whose clock is behind takes every token for one of the future. */
    @Test
    void aTokenThatIsRefusedIsNoOutcome() {
        var order = order(1, "k-1", ORDER);
        var refused = CallSamples.answered(2, Intent.ORDER, "k-1", 401, "invalid_token", Facts.NONE);

        assertThat(KeyedCalls.unresolved(List.of(order, refused), _ -> true)).isEmpty();
        assertThat(KeyedCalls.unresolved(List.of(refused), _ -> false))
                .singleElement()
                .asString()
                .contains("k-1", "1 tries");
    }

    @Test
    void aRefusalIsAnOutcome() {
        var calls = List.of(refused(1, "k-1"));

        assertThat(KeyedCalls.unresolved(calls, _ -> false)).isEmpty();
    }

    @Test
    void aRefusedOrderThatIsStoredIsFound() {
        assertThat(KeyedCalls.unresolved(List.of(refused(1, "k-1")), "k-1"::equals))
                .singleElement()
                .asString()
                .contains("was refused and has made an order");
    }

    @Test
    void anOrderThatWasRefusedAndAcceptedIsFound() {
        assertThat(KeyedCalls.unresolved(List.of(refused(1, "k-1"), order(2, "k-1", ORDER)), _ -> false))
                .hasSize(1);
    }

    @Test
    void callsWithoutAKeyPromiseNothing() {
        assertThat(KeyedCalls.unresolved(List.of(CallSamples.lost(1, Intent.BROWSE, "", Outcome.TIMEOUT)), _ -> false))
                .isEmpty();
    }

    private static Call order(long number, String key, Facts facts) {
        return CallSamples.answered(number, Intent.ORDER, key, 201, "", facts);
    }

    private static Call refused(long number, String key) {
        return CallSamples.answered(number, Intent.ORDER, key, 409, "insufficient_stock", Facts.NONE);
    }
}
