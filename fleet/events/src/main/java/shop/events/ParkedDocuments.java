package shop.events;

import static org.springframework.data.mongodb.core.query.Criteria.where;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bson.Document;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import shop.jobs.failure.Causes;

/** Parked events of the outbox in MongoDB: documents of a collection of their own. */
final class ParkedDocuments implements ParkedEvents {

    private static final String COLLECTION = "outbox_parked";
    private static final Duration SEND_PATIENCE = Duration.ofSeconds(3);

    private final MongoOperations mongo;
    private final EventSender sender;
    private final Clock clock;

    ParkedDocuments(MongoOperations mongo, EventSender sender, Clock clock) {
        this.mongo = mongo;
        this.sender = sender;
        this.clock = clock;
    }

    /** Keeps a copy of what Kafka can never take. Before the event leaves its document, so nothing is lost in between. */
    void add(PendingEvent event, String error) {
        if (!mongo.exists(byId(event.id()), COLLECTION)) {
            mongo.insert(
                    new Document("_id", event.id())
                            .append("topic", event.topic())
                            .append("key", event.key())
                            .append("envelope", event.envelope())
                            .append("error", error)
                            .append("parkedAt", Date.from(clock.instant())),
                    COLLECTION);
        }
    }

    long count() {
        return mongo.count(new Query(), COLLECTION);
    }

    @Override
    public List<ParkedEvent> oldest(int limit) {
        return mongo
                .find(new Query().with(Sort.by("parkedAt", "_id")).limit(limit), Document.class, COLLECTION)
                .stream()
                .map(document -> new ParkedEvent(
                        document.get("_id", UUID.class),
                        document.getString("topic"),
                        document.get("key", UUID.class),
                        document.getString("error"),
                        document.getDate("parkedAt").toInstant(),
                        document.getString("envelope").length()))
                .toList();
    }

    /** Sent at once: it has left the document that it was written with, so no relay would find it there. */
    @Override
    public boolean release(UUID id) throws TimeoutException {
        var parked = mongo.findOne(byId(id), Document.class, COLLECTION);
        if (parked == null) {
            return false;
        }
        var sending =
                sender.send(parked.getString("topic"), parked.get("key", UUID.class), parked.getString("envelope"));
        try {
            sending.get(SEND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            discard(id);
        } catch (ExecutionException refused) {
            var cause = Objects.requireNonNull(refused.getCause());
            if (!OrderedSending.isPermanent(cause)) {
                throw timeout(refused);
            }
            mongo.updateFirst(byId(id), Update.update("error", Causes.innermost(cause)), COLLECTION);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw timeout(interrupted);
        }
        return true;
    }

    @Override
    public boolean discard(UUID id) {
        return mongo.remove(byId(id), COLLECTION).getDeletedCount() > 0;
    }

    private static TimeoutException timeout(Exception cause) {
        var timeout = new TimeoutException("Kafka did not take the event: " + cause);
        timeout.initCause(cause);
        return timeout;
    }

    private static Query byId(UUID id) {
        return Query.query(where("_id").is(id));
    }
}
