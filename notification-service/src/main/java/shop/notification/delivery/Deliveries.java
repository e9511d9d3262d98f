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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.BulkOperations;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Repository;
import shop.http.retention.OldDocuments;
import shop.notification.config.NotificationProperties;
import shop.notification.notice.Notice;
import shop.notification.store.NewDocuments;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/**
 * What is to be mailed or texted and what became of it. A delivery is stored before it is sent, so nothing is lost. It is sent by whoever
 * has claimed it only, so two instances do not send it both: the one that stores it, by storing it as claimed already, and later on by
 * one atomic write. Whoever dies with deliveries in its queue delays them by what is left of their lease; whoever dies between the server's
 * yes and writing it down leaves a batch at most that is sent again then: at least once, and twice only in that case.
 */
@Repository
public class Deliveries implements InitializingBean {

    private static final String OLD_INDEX = "state_1_dueAt_1";

    private final MongoTemplate mongo;
    private final DueQueue queue;
    private final Clock clock;
    private final Duration lease;
    private final TimeBasedEpochGenerator leases = Generators.timeBasedEpochGenerator();

    Deliveries(MongoTemplate mongo, DueQueue queue, NotificationProperties properties, Clock clock) {
        this.mongo = mongo;
        this.queue = queue;
        this.clock = clock;
        this.lease = properties.deliveries().lease();
    }

    @Override
    public void afterPropertiesSet() {
        var indexes = mongo.indexOps(DeliveryDocument.class);
        if (indexes.getIndexInfo().stream().anyMatch(index -> index.getName().equals(OLD_INDEX))) {
            indexes.dropIndex(OLD_INDEX);
        }
        indexes.createIndex(new Index("dueAt", Direction.ASC).sparse());
        // Finished by an earlier version, which kept it.
        mongo.updateMulti(
                query(where("dueAt").exists(true).and("state").ne(DeliveryState.PENDING)),
                new Update().unset("dueAt"),
                DeliveryDocument.class);
        indexes.createIndex(new Index("finishedAt", Direction.ASC));
        // An administrator's list: without them all deliveries of a month would be sorted for each page.
        indexes.createIndex(new Index("createdAt", Direction.DESC).on("_id", Direction.DESC));
        indexes.createIndex(new Index("state", Direction.ASC)
                .on("createdAt", Direction.DESC)
                .on("_id", Direction.DESC));
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
        // Without room for them they are stored as nobody's, so that the next look into the store finds them.
        var hold = queue.hasRoomFor(notices.size());
        var newLease = leases.generate();
        var deliveries = notices.stream()
                .map(notice -> DeliveryDocument.of(notice, channel, now))
                .map(delivery -> hold ? delivery.claimed(newLease, now.plus(lease), 1) : delivery)
                .toList();
        var added = NewDocuments.insert(mongo, deliveries, DeliveryDocument.class);
        if (hold) {
            // One whose place a concurrent listener has taken meanwhile is found when its lease is over.
            added.forEach(delivery -> queue.offer(new DueQueue.Ticket(delivery, true)));
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

    /** What is due now, longest first: to be tried again, left by somebody whose lease is over, or new where there was no room for it. */
    List<DueQueue.Ticket> due(int atMost) {
        return mongo
                .find(
                        query(waiting().lte(clock.instant()).and("state").is(DeliveryState.PENDING))
                                .with(Sort.by(Direction.ASC, "dueAt"))
                                .limit(atMost),
                        DeliveryDocument.class)
                .stream()
                .map(delivery -> new DueQueue.Ticket(delivery, false))
                .toList();
    }

    /** Claims deliveries with one write, and leaves out those with which somebody else was faster. */
    List<DeliveryDocument> claim(List<DueQueue.Ticket> tickets) {
        if (tickets.isEmpty()) {
            return List.of();
        }
        var newLease = leases.generate();
        var until = clock.instant().plus(lease);
        var claimed = new LinkedHashMap<String, DeliveryDocument>();
        var claims = bulk();
        for (var ticket : tickets) {
            var delivery = ticket.delivery();
            // What was held and not tried counts no further try.
            var claim = delivery.claimed(newLease, until, delivery.attempts() + (ticket.held() ? 0 : 1));
            if (claimed.putIfAbsent(claim.id(), claim) == null) {
                claims.updateOne(
                        stillLeasedAs(delivery),
                        update("dueAt", until).set("lease", newLease).set("attempts", claim.attempts()));
            }
        }
        if (claims.execute().getModifiedCount() == claimed.size()) {
            return List.copyOf(claimed.values());
        }
        return mongo.find(query(where("_id").in(claimed.keySet())), DeliveryDocument.class).stream()
                .filter(found -> found.lease().equals(newLease))
                .toList();
    }

    /** Writes with one call what became of claimed deliveries; passes over those that somebody else has claimed since: that one's word counts. */
    void write(List<DeliveryDocument> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        var changes = bulk();
        for (var outcome : outcomes) {
            var change = update("state", outcome.state())
                    .set("attempts", outcome.attempts())
                    .set("problem", outcome.problem());
            if (outcome.finishedAt() == null) {
                change.set("dueAt", outcome.due());
            } else {
                change.unset("dueAt").set("finishedAt", outcome.finishedAt());
            }
            changes.updateOne(stillLeasedAs(outcome), change);
        }
        var _ = changes.execute();
    }

    long pending() {
        return mongo.count(query(waiting().and("state").is(DeliveryState.PENDING)), DeliveryDocument.class);
    }

    /** Deletes some that ended before that, the oldest first; how many. What is on its way stays, however old. */
    long deleteFinished(Instant limit, int atMost) {
        return OldDocuments.delete(mongo, DeliveryDocument.class, "finishedAt", limit, atMost);
    }

    /** Said like this, the sparse index answers it, in MongoDB and in the local wire server alike. */
    private static Criteria waiting() {
        return where("dueAt").exists(true);
    }

    private BulkOperations bulk() {
        return mongo.bulkOps(BulkMode.UNORDERED, DeliveryDocument.class);
    }

    private static Query stillLeasedAs(DeliveryDocument delivery) {
        return query(where("_id").is(delivery.id()).and("lease").is(delivery.lease()));
    }
}
