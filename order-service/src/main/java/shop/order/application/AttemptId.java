package shop.order.application;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/** One attempt to place an order. A request that is sent again is another attempt at the same order. */
public record AttemptId(UUID value) {

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    static AttemptId next() {
        return new AttemptId(IDS.generate());
    }
}
