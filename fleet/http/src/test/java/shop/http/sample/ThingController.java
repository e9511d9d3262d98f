package shop.http.sample;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import shop.http.idempotency.Idempotent;
import shop.http.idempotency.KeyedRequest;
import shop.http.idempotency.OperationId;
import shop.http.sample.FailureController.SampleException;

/** Makes things in a table, with the key as part of its transactions. */
@RestController
@ConditionalOnProperty("sample.orders")
public class ThingController {

    public static final String TABLE = "CREATE TABLE IF NOT EXISTS thing (id uuid PRIMARY KEY, quantity int NOT NULL)";

    public final List<OperationId> begun = new CopyOnWriteArrayList<>();
    public volatile CountDownLatch claimed = new CountDownLatch(1);
    public volatile CountDownLatch mayEnd = new CountDownLatch(0);
    public volatile CountDownLatch between = new CountDownLatch(1);
    public volatile CountDownLatch mayGoOn = new CountDownLatch(0);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    ThingController(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** The key, the thing and the answer in one transaction. */
    @PostMapping("/things/once")
    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    ResponseEntity<Thing> once(KeyedRequest request, @Valid @RequestBody NewThing thing) {
        fail(thing, "refuse early");
        return request.inTransaction(operation -> {
            begin(operation);
            insert(operation, thing);
            fail(thing, "refuse");
            fail(thing, "crash");
            return created(operation, thing);
        });
    }

    /** One transaction before a call to somebody else and one after it. */
    @PostMapping("/things/twice")
    @Idempotent(claim = Idempotent.Claim.IN_TRANSACTION)
    ResponseEntity<Thing> twice(KeyedRequest request, @Valid @RequestBody NewThing thing) {
        var operation = transactions.execute(_ -> {
            var claimed = request.claim();
            begin(claimed);
            if (!claimed.repeated()) {
                insert(claimed, thing);
            }
            return claimed;
        });
        between.countDown();
        await(mayGoOn);
        if (!operation.repeated()) {
            fail(thing, "crash");
        }
        fail(thing, "refuse");
        return transactions.execute(_ -> {
            var answer = created(operation, thing);
            request.answer(answer);
            return answer;
        });
    }

    /** The key first, because somebody else is asked before the one transaction. */
    @PostMapping("/things/ahead")
    @Idempotent
    ResponseEntity<Thing> ahead(KeyedRequest request, @Valid @RequestBody NewThing thing) {
        var operation = request.claim();
        begin(operation);
        return transactions.execute(_ -> {
            insert(operation, thing);
            var answer = created(operation, thing);
            request.answer(answer);
            fail(thing, "crash");
            return answer;
        });
    }

    private void begin(OperationId operation) {
        begun.add(operation);
        claimed.countDown();
        await(mayEnd);
    }

    private static void await(CountDownLatch permission) {
        try {
            if (!permission.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let it go on");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void insert(OperationId operation, NewThing thing) {
        jdbc.sql("INSERT INTO thing (id, quantity) VALUES (?, ?)")
                .params(operation.value(), thing.quantity())
                .update();
    }

    private static void fail(NewThing thing, String how) {
        if (thing.wish().equals(how)) {
            throw how.startsWith("refuse") ? new SampleException() : new IllegalStateException(how);
        }
    }

    private static ResponseEntity<Thing> created(OperationId operation, NewThing thing) {
        return ResponseEntity.created(URI.create("/things/" + operation.value()))
                .eTag("\"1\"")
                .body(new Thing(operation.value(), thing.quantity()));
    }

    record NewThing(@Positive int quantity, String wish) {}

    record Thing(UUID id, int quantity) {}
}
