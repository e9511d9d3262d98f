package shop.http.idempotency;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;

/** A request without a key: it makes a new thing each time, and nothing is remembered of it. */
final class UnkeyedRequest implements KeyedRequest {

    private final TransactionOperations transactions;
    private @Nullable OperationId operation;

    UnkeyedRequest(TransactionOperations transactions) {
        this.transactions = transactions;
    }

    @Override
    public OperationId claim() {
        var known = operation;
        if (known == null) {
            known = new OperationId(IdempotencyInterceptor.newId(), false);
            operation = known;
        }
        return known;
    }

    @Override
    public void answer(ResponseEntity<?> answer) {
        // Nobody can ask for it again.
    }

    @Override
    public <T> ResponseEntity<T> inTransaction(Function<OperationId, ResponseEntity<T>> work) {
        return transactions.execute(_ -> work.apply(claim()));
    }
}
