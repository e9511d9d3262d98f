package shop.notification.delivery;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;
import static org.springframework.data.mongodb.core.query.Update.update;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Repository;
import shop.notification.notice.Notice;
import shop.notification.store.NewDocuments;
import shop.web.paging.PageBody;
import shop.web.paging.PageQuery;

/**
 * What is to be mailed or texted and what became of it. A delivery is stored before it is sent, so nothing is lost; it is claimed by one atomic
 * write, so two instances do not send it both. Whoever dies between the server's yes and writing it down leaves a delivery that is
 * sent again when its lease is over: at least once, and twice only then.
 */
@Repository
public class Deliveries implements InitializingBean {

    private final MongoTemplate mongo;
    private final DueQueue queue;
    private final Clock clock;
    private final TimeBasedEpochGenerator leases = Generators.timeBasedEpochGenerator();

    Deliveries(MongoTemplate mongo, DueQueue queue, Clock clock) {
        this.mongo = mongo;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        var indexes = mongo.indexOps(DeliveryDocument.class);
        indexes.createIndex(new Index("state", Direction.ASC).on("dueAt", Direction.ASC));
        indexes.createIndex(new Index("finishedAt", Direction.ASC));
        // The id alone is unique already; a unique index of both is what the local MongoDB wire server can look a claim
        // up by.
        indexes.createIndex(
                new Index("_id", Direction.ASC).on("lease", Direction.ASC).unique());
    }

    /** As {@link #addAll} for one. */
    public void add(Notice notice, Channel channel) {
        addAll(List.of(notice), channel);
    }

    /** Puts notices on their way with one call and returns at once; passes over those that are on their way already or were there. */
    public void addAll(List<Notice> notices, Channel channel) {
        var now = clock.instant();
        var deliveries = notices.stream()
                .map(notice -> DeliveryDocument.of(notice, channel, now))
                .toList();
        for (var added : NewDocuments.insert(mongo, deliveries, DeliveryDocument.class)) {
            // Without room it waits for the next look into the store.
            var _ = queue.offer(added.ticket());
        }
    }

    /** Newest first. */
    public PageBody<Delivery> list(@Nullable DeliveryState state, PageQuery page) {
        var wanted = state == null ? new Query() : query(where("state").is(state));
        var total = mongo.count(wanted, DeliveryDocument.class);
        var found = mongo.find(
                wanted.with(Sort.by(Direction.DESC, "createdAt", "_id"))
                        .skip(page.offset())
                        .limit(page.limit()),
                DeliveryDocument.class);
        return PageBody.of(found, page, total).map(DeliveryDocument::delivery);
    }

    /** Those of the events, by whatever way; looked up by their ids, since these are made of event and channel. */
    public List<Delivery> of(Collection<UUID> eventIds) {
        var ids = eventIds.stream()
                .flatMap(event -> Arrays.stream(Channel.values()).map(channel -> DeliveryDocument.idOf(event, channel)))
                .toList();
        return mongo.find(query(where("_id").in(ids)).with(Sort.by("_id")), DeliveryDocument.class).stream()
                .map(DeliveryDocument::delivery)
                .toList();
    }

    /** What is due now, longest first: new, to be tried again, or left by somebody whose lease is over. */
    List<DueQueue.Ticket> due(int atMost) {
        return mongo
                .find(
                        query(where("state")
                                        .is(DeliveryState.PENDING)
                                        .and("dueAt")
                                        .lte(clock.instant()))
                                .with(Sort.by(Direction.ASC, "dueAt"))
                                .limit(atMost),
                        DeliveryDocument.class)
                .stream()
                .map(DeliveryDocument::ticket)
                .toList();
    }

    /** Claims a delivery for so long; empty if somebody else was faster. */
    Optional<DeliveryDocument> claim(DueQueue.Ticket ticket, Duration lease) {
        return Optional.ofNullable(mongo.findAndModify(
                query(where("_id").is(ticket.deliveryId()).and("lease").is(ticket.lease())),
                update("dueAt", clock.instant().plus(lease))
                        .set("lease", leases.generate())
                        .inc("attempts", 1),
                FindAndModifyOptions.options().returnNew(true),
                DeliveryDocument.class));
    }

    void finish(DeliveryDocument claimed, DeliveryState end, @Nullable DeliveryProblem problem) {
        write(claimed, update("state", end).set("problem", problem).set("finishedAt", clock.instant()));
    }

    void postpone(DeliveryDocument claimed, DeliveryProblem problem, Instant dueAt) {
        write(claimed, update("problem", problem).set("dueAt", dueAt));
    }

    /** As {@link #postpone}, without counting the try: nothing was handed over. */
    void awaitAddress(DeliveryDocument claimed, Instant dueAt) {
        write(
                claimed,
                update("problem", DeliveryProblem.ADDRESS_UNKNOWN)
                        .set("dueAt", dueAt)
                        .inc("attempts", -1));
    }

    long pending() {
        return mongo.count(query(where("state").is(DeliveryState.PENDING)), DeliveryDocument.class);
    }

    long deleteFinished(Instant before) {
        return mongo.remove(query(where("finishedAt").lt(before)), DeliveryDocument.class)
                .getDeletedCount();
    }

    /** Does nothing if the lease is over and somebody else has claimed the delivery: that one's word counts. */
    private void write(DeliveryDocument claimed, Update change) {
        mongo.updateFirst(
                query(where("_id").is(claimed.id()).and("lease").is(claimed.lease())), change, DeliveryDocument.class);
    }
}
