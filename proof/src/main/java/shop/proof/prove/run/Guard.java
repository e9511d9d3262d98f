package shop.proof.prove.run;

import java.util.Arrays;
import java.util.List;
import shop.proof.prove.check.Stores.Store;

/** A guard of the services that a run can do without, to see that it then fails: with the faults that show what the guard is for. */
enum Guard {
    CONSUMER_DEDUPLICATION("consumer-deduplication", "duplicate-records,delayed-records"),
    STOCK_CHECK("stock-check", "flash-sale", "ALTER TABLE stock DROP CONSTRAINT IF EXISTS stock_is_never_oversold"),
    WEBHOOK_DEDUPLICATION("webhook-deduplication", "webhooks-doubled"),
    LATE_PAYMENT("late-payment", "broker-outlasts-reservation");

    private final String setting;
    private final String faults;
    private final String sql;

    Guard(String setting, String faults) {
        this(setting, faults, "");
    }

    Guard(String setting, String faults, String sql) {
        this.setting = setting;
        this.faults = faults;
        this.sql = sql;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Guard of(String setting) {
        return Arrays.stream(values())
                .filter(guard -> guard.setting.equals(setting))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no guard is called \"" + setting + "\" (known: "
                        + Arrays.stream(values()).map(Guard::setting).toList() + ")"));
    }

    String setting() {
        return setting;
    }

    List<String> faults() {
        return List.of(faults.split(","));
    }

    /** Where the database guards the same. */
    Store store() {
        return Store.INVENTORY;
    }

    String sql() {
        return sql;
    }
}
