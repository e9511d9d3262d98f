package shop.operations;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import shop.http.retention.OldDocuments;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Keeps dead letters. Each change is one write that finds the revision it was decided on, or does not happen. */
class DeadLetterRepository implements InitializingBean {

    private final MongoTemplate mongo;
    private final Clock clock;

    DeadLetterRepository(MongoTemplate mongo, MeterRegistry meters, Clock clock) {
        this.mongo = mongo;
        this.clock = clock;
        Gauge.builder("shop.dead.letters.open", this, DeadLetterRepository::open)
                .description("Dead letters that nobody has decided on")
                .register(meters);
    }

    @Override
    public void afterPropertiesSet() {
        var indexes = mongo.indexOps(DeadLetterDocument.class);
        indexes.createIndex(
                new Index("state", Direction.ASC).on("topic", Direction.ASC).on("_id", Direction.DESC));
        indexes.createIndex(new Index("failedAt", Direction.ASC));
    }

    /** Does nothing for one that is there already, whatever has become of it. */
    void keep(DeadLetterDocument letter) {
        try {
            mongo.insert(letter);
        } catch (DuplicateKeyException kept) {
            // Read again after a crash or a rebalance.
        }
    }

    /** Newest first. */
    PageBody<DeadLetter> list(@Nullable DeadLetterState state, @Nullable String topic, PageQuery page) {
        var wanted = new Query();
        if (state != null) {
            wanted.addCriteria(where("state").is(state));
        }
        if (topic != null) {
            wanted.addCriteria(where("topic").is(topic));
        }
        var total = mongo.count(wanted, DeadLetterDocument.class);
        wanted.fields().exclude("payload");
        var found = mongo.find(
                wanted.with(Sort.by(Direction.DESC, "_id")).skip(page.offset()).limit(page.limit()),
                DeadLetterDocument.class);
        return PageBody.of(found, page, total).map(DeadLetterDocument::deadLetter);
    }

    /**
     * One of them.
     *
     * @throws DeadLetterException.NotFound if there is none
     */
    DeadLetterDocument get(UUID id) {
        var found = mongo.findById(id, DeadLetterDocument.class);
        if (found == null) {
            throw new DeadLetterException.NotFound(id);
        }
        return found;
    }

    /** Empty if somebody else was faster. */
    Optional<DeadLetterDocument> beginReplay(DeadLetterDocument seen, Duration lease) {
        return change(
                seen,
                Update.update("state", DeadLetterState.REPLAYING)
                        .set("leasedUntil", clock.instant().plus(lease)));
    }

    /** The replay did not happen, as far as is known; it may be tried again at once. */
    void abandonReplay(DeadLetterDocument begun) {
        var _ = change(begun, Update.update("state", DeadLetterState.OPEN).unset("leasedUntil"));
    }

    Optional<DeadLetterDocument> endReplay(DeadLetterDocument begun, UUID by) {
        return change(
                begun,
                Update.update("state", DeadLetterState.REPLAYED)
                        .unset("leasedUntil")
                        .push("actions", new DeadLetter.Action("REPLAY", by, clock.instant())));
    }

    /** Its content goes with it. */
    Optional<DeadLetterDocument> discard(DeadLetterDocument seen, UUID by) {
        return change(
                seen,
                Update.update("state", DeadLetterState.DISCARDED)
                        .unset("leasedUntil")
                        .unset("payload")
                        .push("actions", new DeadLetter.Action("DISCARD", by, clock.instant())));
    }

    /** Deletes some that failed before that, the oldest first; how many. */
    long deleteBefore(Instant limit, int atMost) {
        return OldDocuments.delete(mongo, DeadLetterDocument.class, "failedAt", limit, atMost);
    }

    private long open() {
        return mongo.count(query(where("state").is(DeadLetterState.OPEN)), DeadLetterDocument.class);
    }

    private Optional<DeadLetterDocument> change(DeadLetterDocument seen, Update update) {
        return Optional.ofNullable(mongo.findAndModify(
                query(where("_id").is(seen.id()).and("revision").is(seen.revision())),
                update.inc("revision", 1),
                FindAndModifyOptions.options().returnNew(true),
                DeadLetterDocument.class));
    }
}
