package shop.product.transfer;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;
import shop.platform.paging.PageQuery;
import shop.product.transfer.ImportJob.Failure;
import shop.product.transfer.ImportJob.State;

/** All imports. Each change is one guarded write, since a request may cancel what an instance works on and another may take it over. */
@Component
class ImportJobs {

    static final String COLLECTION = "import_jobs";

    private static final List<State> OPEN = List.of(State.QUEUED, State.RUNNING);
    private static final List<State> ENDED = List.of(State.COMPLETED, State.FAILED, State.CANCELLED);

    private final MongoTemplate mongo;

    ImportJobs(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    void add(ImportJob job) {
        mongo.insert(job);
    }

    Optional<ImportJob> find(UUID id) {
        return Optional.ofNullable(mongo.findById(id, ImportJob.class));
    }

    /** The newest first, without their errors. */
    List<ImportJob> page(PageQuery page) {
        var query = new Query()
                .with(Sort.by(Sort.Direction.DESC, "_id"))
                .skip(page.offset())
                .limit(page.limit());
        query.fields().exclude("errors");
        return mongo.find(query, ImportJob.class);
    }

    long count() {
        return mongo.count(new Query(), ImportJob.class);
    }

    /** Begins the oldest import of this instance that has not ended, or goes on with it. */
    Optional<ImportJob> begin(UUID owner, Instant now) {
        var next = query(where("owner").is(owner).and("state").in(OPEN)).with(Sort.by("_id"));
        var job = mongo.findOne(next, ImportJob.class);
        if (job == null) {
            return Optional.empty();
        }
        var update = new Update().set("state", State.RUNNING).inc("attempts", 1);
        if (job.startedAt() == null) {
            update.set("startedAt", now);
        }
        return change(mine(job.id(), owner), update);
    }

    /** Returns whether the import is still this instance's and running. */
    boolean progress(UUID id, UUID owner, ImportCounts counts, List<LineError> newErrors) {
        var update = new Update()
                .set("attempts", 0)
                .set("position", counts.position())
                .set("lines", counts.lines())
                .set("created", counts.created())
                .set("updated", counts.updated())
                .set("unchanged", counts.unchanged())
                .set("rejected", counts.rejected())
                .set("bytesRead", counts.bytesRead())
                .set("errorsTotal", counts.errors());
        if (!newErrors.isEmpty()) {
            update.push("errors").each(newErrors.toArray());
        }
        return mongo.updateFirst(query(mine(id, owner)), update, ImportJob.class)
                        .getMatchedCount()
                > 0;
    }

    void end(UUID id, UUID owner, State state, @Nullable Failure failure, Instant now) {
        var update = new Update().set("state", state).set("finishedAt", now);
        if (failure != null) {
            update.set("failure", failure);
        }
        mongo.updateFirst(query(mine(id, owner)), update, ImportJob.class);
    }

    /** Empty if it has ended already. */
    Optional<ImportJob> cancel(UUID id, Instant now) {
        return change(
                where("_id").is(id).and("state").in(OPEN),
                new Update().set("state", State.CANCELLED).set("finishedAt", now));
    }

    void stayAlive(UUID owner, Instant now) {
        mongo.updateMulti(
                query(where("owner").is(owner).and("state").in(OPEN)),
                new Update().set("aliveAt", now),
                ImportJob.class);
    }

    /** Gives everything back that this instance has not ended. */
    void release(UUID owner) {
        mongo.updateMulti(
                query(where("owner").is(owner).and("state").in(OPEN)), new Update().unset("owner"), ImportJob.class);
    }

    /** Those that have been given back, or whose owner has been silent for long. */
    List<ImportJob> abandoned(Instant silentSince) {
        var silent = new Criteria()
                .orOperator(where("owner").exists(false), where("aliveAt").lt(silentSince));
        var query = query(where("state").in(OPEN).andOperator(silent)).with(Sort.by("_id"));
        query.fields().exclude("errors");
        return mongo.find(query, ImportJob.class);
    }

    void adopt(ImportJob abandoned, UUID owner, Instant now) {
        change(asSeen(abandoned), new Update().set("owner", owner).set("aliveAt", now));
    }

    void giveUp(ImportJob abandoned, Failure failure, Instant now) {
        change(
                asSeen(abandoned),
                new Update().set("state", State.FAILED).set("finishedAt", now).set("failure", failure));
    }

    void forget(Instant endedBefore) {
        mongo.remove(query(where("state").in(ENDED).and("finishedAt").lt(endedBefore)), ImportJob.class);
    }

    private static Criteria mine(UUID id, UUID owner) {
        return where("_id").is(id).and("owner").is(owner).and("state").in(OPEN);
    }

    private static Criteria asSeen(ImportJob job) {
        var owner = job.owner();
        var seen =
                where("_id").is(job.id()).and("state").in(OPEN).and("aliveAt").is(job.aliveAt());
        return owner == null
                ? seen.and("owner").exists(false)
                : seen.and("owner").is(owner);
    }

    private Optional<ImportJob> change(Criteria wanted, Update update) {
        return Optional.ofNullable(mongo.findAndModify(
                query(wanted), update, FindAndModifyOptions.options().returnNew(true), ImportJob.class));
    }
}
