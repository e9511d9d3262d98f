package shop.http.idempotency;

import java.util.function.Function;
import org.springframework.http.ResponseEntity;

/**
 * A request to an {@link Idempotent} method, with or without a key: a parameter of the method, through which it makes the key part of
 * its own transactions. What the handler does not do here is done for it afterwards, in a commit more.
 */
public interface KeyedRequest {

    /**
     * Claims the key in the transaction that is open, unless it is claimed; it is the transaction's first step. If the key was used, this
     * throws, the transaction is rolled back, and the request is answered as a repeat.
     *
     * @return the id of what the request makes
     */
    OperationId claim();

    /**
     * Stores the answer in the transaction that is open, the last one of the request. The handler has to return the same answer then.
     */
    void answer(ResponseEntity<?> answer);

    /** Claims the key, does the work and stores its answer, all in one transaction: there is the whole or nothing. */
    <T> ResponseEntity<T> inTransaction(Function<OperationId, ResponseEntity<T>> work);
}
