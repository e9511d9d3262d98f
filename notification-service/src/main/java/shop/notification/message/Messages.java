package shop.notification.message;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Repository;
import shop.http.retention.OldDocuments;
import shop.notification.notice.Notice;
import shop.notification.notice.Wording;
import shop.notification.store.NewDocuments;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;

/** Keeps each customer's messages. A message of somebody else is as good as none. */
@Repository
public class Messages implements InitializingBean {

    /** Far more than an order's life makes, refunds by the piece included. */
    private static final int MOST_OF_AN_ORDER = 200;

    private final MongoTemplate mongo;
    private final Wording wording;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Messages(MongoTemplate mongo, Wording wording, ApplicationEventPublisher events, Clock clock) {
        this.mongo = mongo;
        this.wording = wording;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        mongo.indexOps(MessageDocument.class)
                .createIndex(new Index("userId", Direction.ASC)
                        .on("createdAt", Direction.DESC)
                        .on("_id", Direction.DESC));
        mongo.indexOps(MessageDocument.class).createIndex(new Index("orderId", Direction.ASC).sparse());
        mongo.indexOps(MessageDocument.class).createIndex(new Index("createdAt", Direction.ASC));
        mongo.indexOps(MessageDocument.class)
                .createIndex(new Index("userId", Direction.ASC)
                        .on("changedAt", Direction.ASC)
                        .on("_id", Direction.ASC));
    }

    /** Stores many in one call; passes over those that are there already, and may even have been read meanwhile. */
    public void addAll(Map<Notice, Locale> notices) {
        var now = clock.instant();
        var messages = notices.entrySet().stream()
                .map(one -> message(one.getKey(), one.getValue(), now))
                .toList();
        var added = NewDocuments.insert(mongo, messages, MessageDocument.class);
        publishChange(added.stream().map(MessageDocument::userId).collect(Collectors.toSet()));
    }

    private void publishChange(Set<UUID> users) {
        if (!users.isEmpty()) {
            events.publishEvent(new MessagesChanged(users));
        }
    }

    private MessageDocument message(Notice notice, Locale language, Instant now) {
        return new MessageDocument(
                notice.eventId(),
                notice.userId(),
                notice.kind(),
                wording.title(notice, language),
                wording.text(notice, language),
                notice.orderId(),
                notice.details().number(),
                false,
                notice.at(),
                now,
                now);
    }

    /** The numbers of orders, as far as messages about them name one; events about payments do not. */
    public Map<UUID, String> numbersOf(Set<UUID> orderIds) {
        return mongo.find(query(where("orderId").in(orderIds)), MessageDocument.class).stream()
                .filter(message -> message.orderId() != null && message.orderNumber() != null)
                .collect(Collectors.toMap(
                        message -> Objects.requireNonNull(message.orderId()),
                        message -> Objects.requireNonNull(message.orderNumber()),
                        (one, _) -> one));
    }

    /** Newest first. */
    public PageBody<Message> list(UUID userId, boolean unreadOnly, PageQuery page) {
        var own = where("userId").is(userId);
        var wanted = query(unreadOnly ? own.and("read").is(false) : own);
        var total = mongo.count(wanted, MessageDocument.class);
        var found = mongo.find(
                wanted.with(Sort.by(Direction.DESC, "createdAt", "_id"))
                        .skip(page.offset())
                        .limit(page.limit()),
                MessageDocument.class);
        return PageBody.of(found, page, total).map(MessageDocument::message);
    }

    /** How many the user has not read. */
    public long unread(UUID userId) {
        return mongo.count(query(where("userId").is(userId).and("read").is(false)), MessageDocument.class);
    }

    /** When a message of the user was stored; empty if the user has none of this id. */
    public Optional<Instant> storedAt(UUID userId, UUID id) {
        return Optional.ofNullable(mongo.findById(id, MessageDocument.class))
                .filter(message -> message.userId().equals(userId))
                .map(message -> message.stored().storedAt());
    }

    /** Messages of a user that were stored or marked since then, in the order of that. */
    public List<StoredMessage> changedSince(UUID userId, Instant since, int atMost) {
        return mongo
                .find(
                        query(where("userId").is(userId).and("changedAt").gte(since))
                                .with(Sort.by(Direction.ASC, "changedAt", "_id"))
                                .limit(atMost),
                        MessageDocument.class)
                .stream()
                .map(MessageDocument::stored)
                .toList();
    }

    /** Which messages of these users were stored or marked since then, without what they say. */
    public List<MessageChange> changesOf(Set<UUID> users, Instant since) {
        var wanted = query(where("userId").in(users).and("changedAt").gte(since));
        wanted.fields().include("userId", "changedAt");
        return mongo.find(wanted, ChangeDocument.class, mongo.getCollectionName(MessageDocument.class)).stream()
                .map(change -> new MessageChange(change.id(), change.userId(), change.changedAt()))
                .toList();
    }

    private record ChangeDocument(@Id UUID id, UUID userId, Instant changedAt) {}

    /** Deletes some that were made before that, the oldest first; how many. */
    long deleteBefore(Instant limit, int atMost) {
        return OldDocuments.delete(mongo, MessageDocument.class, "createdAt", limit, atMost);
    }

    /** The messages to the customer about an order, oldest first. */
    public List<Message> ofOrder(UUID orderId) {
        return mongo
                .find(
                        query(where("orderId").is(orderId))
                                .with(Sort.by(Direction.ASC, "createdAt", "_id"))
                                .limit(MOST_OF_AN_ORDER),
                        MessageDocument.class)
                .stream()
                .map(MessageDocument::message)
                .toList();
    }

    /**
     * Says whether a message was read.
     *
     * @throws MessageNotFoundException if the customer has no such message
     */
    public Message mark(UUID userId, UUID id, boolean read) {
        var stored = mongo.findById(id, MessageDocument.class);
        // An owner never changes, so it needs no part in the write.
        if (stored == null || !stored.userId().equals(userId)) {
            throw new MessageNotFoundException(id);
        }
        var marked = mongo.findAndModify(
                query(where("_id").is(id)),
                Update.update("read", read).set("changedAt", clock.instant()),
                FindAndModifyOptions.options().returnNew(true),
                MessageDocument.class);
        if (marked == null) {
            throw new MessageNotFoundException(id);
        }
        publishChange(Set.of(userId));
        return marked.message();
    }
}
