package shop.local.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static shop.local.stripe.Store.Kind.BALANCE;
import static shop.local.stripe.Store.Kind.PAYMENT_INTENT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @TempDir
    Path folder;

    @Test
    void keepsTheNewestUpToItsBound() throws IOException {
        try (var store = Store.open(null, 100)) {
            for (var i = 0; i < 250; i++) {
                put(store, "pi_" + i, i);
            }

            assertThat(exists(store, "pi_149")).isFalse();
            assertThat(exists(store, "pi_150")).isTrue();
            assertThat(exists(store, "pi_249")).isTrue();
        }
    }

    @Test
    void forgetsAChangeThatFails() throws IOException {
        try (var store = Store.open(folder.resolve("log"), 100)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> store.change(change -> {
                        change.put(PAYMENT_INTENT, "pi_1", Json.object());
                        throw new IllegalStateException("refused");
                    }));

            assertThat(exists(store, "pi_1")).isFalse();
        }
        try (var store = Store.open(folder.resolve("log"), 100)) {
            assertThat(exists(store, "pi_1")).isFalse();
        }
    }

    @Test
    void keepsItsLogSmallAndWholeWhileTheSameThingChangesOverAndOver() throws IOException {
        var log = folder.resolve("log");
        try (var store = Store.open(log, 100)) {
            for (var i = 0; i < 45_000; i++) {
                var count = i;
                store.change(change -> {
                    change.put(BALANCE, "EUR", Json.object().put("captured", count));
                    return true;
                });
            }
        }

        assertThat(Files.size(log)).isLessThan(22_000L * 60);
        try (var store = Store.open(log, 100)) {
            assertThat(store.<Long>change(change -> change.find(BALANCE, "EUR")
                            .orElseThrow()
                            .path("captured")
                            .asLong()))
                    .isEqualTo(44_999);
        }
    }

    private static void put(Store store, String id, int amount) {
        store.change(change -> {
            change.put(PAYMENT_INTENT, id, Json.object().put("amount", amount));
            return true;
        });
    }

    private static boolean exists(Store store, String id) {
        return store.change(change -> change.find(PAYMENT_INTENT, id).isPresent());
    }
}
