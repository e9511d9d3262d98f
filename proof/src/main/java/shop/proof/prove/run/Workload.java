package shop.proof.prove.run;

import java.util.List;
import java.util.Set;
import shop.proof.prove.check.PoisonedRecord;

/** Who uses the fleet during a run, and what holds of it afterwards. */
public interface Workload extends AutoCloseable {

    /** Begins to use the fleet, beside whoever calls this. */
    void start() throws Exception;

    /** Starts nothing new, and returns when everything that was begun has ended. */
    void stop() throws Exception;

    /** Far more buyers than units of one product, all at once; returns when all have their answer. */
    void flashSale() throws Exception;

    /** What the clients saw since the last call. */
    List<TimeLine.Sample> takeSamples();

    /**
     * Waits until the fleet is at rest and verifies it.
     *
     * @param poisoned the records that were made unreadable on purpose
     * @return what is wrong, one line each; nothing is what is expected
     */
    List<String> violations(Set<PoisonedRecord> poisoned) throws Exception;

    @Override
    void close();
}
