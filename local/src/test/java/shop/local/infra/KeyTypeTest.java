package shop.local.infra;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.h2.mvstore.type.ObjectDataType;
import org.junit.jupiter.api.Test;

class KeyTypeTest {

    private static final List<String> TEXTS =
            List.of("", "a", "b", "ab", "aa", "B", "zz", "é", "aé", "\0", "a\0", "€", "😀", "a".repeat(40_000));

    private final ObjectDataType original = new ObjectDataType();
    private final KeyType ours = new KeyType();

    @Test
    void ordersKeysAsTheStoreDoes() {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var keys = new ArrayList<KeyValue>();
        for (var i = 0; i < 60; i++) {
            keys.add(new KeyValue(new UUID(random.nextLong(), random.nextLong())));
            keys.add(new KeyValue(new UUID(random.nextLong(), i % 3)));
            keys.add(new KeyValue(Long.toString(random.nextLong(), 1 + random.nextInt(36))));
            keys.add(new KeyValue(random.nextInt()));
        }
        TEXTS.forEach(text -> keys.add(new KeyValue(text)));
        keys.add(new KeyValue("two", "values"));
        keys.add(new KeyValue(List.of("one of a list")));

        for (var one : keys) {
            for (var other : keys) {
                assertThat(Integer.signum(ours.compare(one, other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(Integer.signum(original.compare(one, other)));
            }
        }
    }
}
