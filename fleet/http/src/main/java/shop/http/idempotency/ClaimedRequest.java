package shop.http.idempotency;

import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.ErrorResponseException;
import shop.http.idempotency.IdempotencyStore.Claim;
import shop.http.idempotency.IdempotencyStore.Outcome;
import shop.http.idempotency.IdempotencyStore.Outcome.Answered;
import shop.http.idempotency.IdempotencyStore.Outcome.Granted;
import shop.http.idempotency.IdempotencyStore.Outcome.OtherBody;
import shop.http.idempotency.IdempotencyStore.Outcome.Running;
import shop.http.idempotency.IdempotencyStore.StoredAnswer;
import shop.platform.problem.Problems;
import tools.jackson.databind.json.JsonMapper;

/**
 * One try under a key, and how far it got. What is claimed or answered within a transaction counts once that is committed and is undone
 * if it is rolled back, so this follows the transaction's end.
 */
final class ClaimedRequest implements KeyedRequest {

    private final Claim claim;
    private final IdempotencyStore store;
    private final TransactionOperations transactions;
    private final JsonMapper json;
    private final Clock clock;
    private @Nullable OperationId operation;
    private @Nullable StoredAnswer answer;
    private boolean refused;

    ClaimedRequest(
            Claim claim, IdempotencyStore store, TransactionOperations transactions, JsonMapper json, Clock clock) {
        this.claim = claim;
        this.store = store;
        this.transactions = transactions;
        this.json = json;
        this.clock = clock;
    }

    String id() {
        return claim.id();
    }

    /** Claims the key in a commit of its own. */
    void claimAhead() {
        operation = operation(store.claimAhead(claim));
    }

    @Override
    public OperationId claim() {
        var known = operation;
        if (known == null) {
            known = operation(store.claim(claim));
            operation = known;
            onRollback(() -> operation = null);
        }
        return known;
    }

    private OperationId operation(Outcome outcome) {
        refused = !(outcome instanceof Granted);
        return switch (outcome) {
            case Granted(var id) -> new OperationId(id, !id.equals(claim.operationId()));
            case Answered(var stored) -> throw new AnsweredBeforeException(stored);
            case Running() -> throw running();
            case OtherBody() -> throw otherBody();
        };
    }

    @Override
    public void answer(ResponseEntity<?> response) {
        var _ = claim();
        var headers = response.getHeaders();
        var body = response.getBody();
        var location = headers.getLocation();
        var stored = new StoredAnswer(
                response.getStatusCode().value(),
                body == null ? null : MediaType.APPLICATION_JSON_VALUE,
                location == null ? null : location.toString(),
                headers.getETag(),
                body == null ? "" : json.writeValueAsString(body));
        store.complete(claim, stored);
        answer = stored;
        onRollback(() -> answer = null);
    }

    @Override
    public <T> ResponseEntity<T> inTransaction(Function<OperationId, ResponseEntity<T>> work) {
        return transactions.execute(_ -> {
            var response = work.apply(claim());
            answer(response);
            return response;
        });
    }

    /** Whether the key belongs to another try, so that this one has nothing to store. */
    boolean isRefused() {
        return refused;
    }

    boolean isClaimed() {
        return operation != null;
    }

    /** What was stored within the handler's transaction; null if it has to be stored now. */
    @Nullable StoredAnswer answered() {
        return answer;
    }

    /** Lets the next try go ahead with the same operation id. */
    void giveUp() {
        if (isClaimed()) {
            store.leave(claim, clock.instant());
        }
    }

    /** Lets the next try be the first one, with another body too. */
    void forget() {
        if (isClaimed()) {
            store.forget(claim);
        }
    }

    /** Stores an answer that the handler left to us. */
    void complete(StoredAnswer response) {
        if (isClaimed() || store.claim(claim) instanceof Granted) {
            store.complete(claim, response);
        }
    }

    static ErrorResponseException running() {
        var refusal = refusal(
                HttpStatus.CONFLICT,
                "idempotency_in_progress",
                "The first request with this Idempotency-Key is still running.");
        refusal.getHeaders().set("Retry-After", "1");
        return refusal;
    }

    static ErrorResponseException otherBody() {
        return refusal(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request.");
    }

    private static ErrorResponseException refusal(HttpStatus status, String code, String detail) {
        return new ErrorResponseException(status, Problems.problem(status, code, detail), null);
    }

    /** A commit whose answer is lost counts as one: what is stored then is decided by the row. */
    private static void onRollback(Runnable undo) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    if (status == STATUS_ROLLED_BACK) {
                        undo.run();
                    }
                }
            });
        }
    }
}
