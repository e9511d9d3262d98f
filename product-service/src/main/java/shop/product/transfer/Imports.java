package shop.product.transfer;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import com.mongodb.MongoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import shop.http.json.StrictJson;
import shop.jobs.Next;
import shop.jobs.Worker;
import shop.platform.audit.DocumentAuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.product.catalog.BulkCatalog;
import shop.product.transfer.ImportJob.ColumnName;
import shop.product.transfer.ImportJob.Failure;
import shop.product.transfer.ImportJob.State;

/**
 * Takes files and imports them, one at a time. The file is on this instance's disk and the job in the store: a restart goes on where the
 * job says, and whoever finds the file of an instance that is gone does the same.
 */
@Component
class Imports implements SmartLifecycle {

    /** How much of a file is looked at before it is accepted. */
    private static final int FIRST_LINES = 1_000;

    private static final int FIRST_BYTES = 64 * 1024;
    private static final Duration BEFORE_THE_FIRST_CLEAN_UP = Duration.ofMinutes(1);
    private static final Duration CLEAN_UP_EVERY = Duration.ofHours(1);
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    /** Of an upload. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** A file without a job is one that is just being taken, unless it is older. */
    private static final Duration LONGEST_INTAKE = Duration.ofMinutes(1);

    private static final Failure INTERRUPTED = new Failure(
            "interrupted",
            "The instance that had the file is gone. Send the file again: what is done already will be found unchanged.");
    private static final Failure NO_PROGRESS =
            new Failure("no_progress", "It was begun several times and did not get on. What is stored stays.");
    private static final Failure INTERNAL = new Failure("internal_error", "Something went wrong on our side.");

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);

    private final ImportJobs jobs;
    private final BulkCatalog catalog;
    private final StrictJson json;
    private final DocumentAuditLog audit;
    private final ImportProperties properties;
    private final Clock clock;
    private final Spool spool;
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    /** This run of this instance: after a restart it is another one. */
    private final UUID owner = ids.generate();

    private final Worker rounds;
    private final Worker cleanUp;
    private final Worker worker;

    Imports(
            ImportJobs jobs,
            BulkCatalog catalog,
            StrictJson json,
            DocumentAuditLog audit,
            ImportProperties properties,
            Clock clock) {
        this.jobs = jobs;
        this.catalog = catalog;
        this.json = json;
        this.audit = audit;
        this.properties = properties;
        this.clock = clock;
        this.spool = new Spool(properties.directory());
        this.rounds =
                Worker.named("import-rounds").interval(properties.heartbeat()).task(this::lookAround);
        this.cleanUp = Worker.named("import-clean-up")
                .initialDelay(BEFORE_THE_FIRST_CLEAN_UP)
                .interval(CLEAN_UP_EVERY)
                .task(this::cleanUp);
        this.worker = Worker.named("import")
                .backOff(FIRST_BACK_OFF, properties.heartbeat())
                .awaitTermination(STOP_PATIENCE)
                .task(this::workOff);
    }

    /**
     * Takes a file and begins with it as soon as there is time.
     *
     * @param columns what columns of other names are
     * @throws ImportException.Unreadable if it cannot be a file of products
     */
    ImportJob take(FileFormat format, List<ColumnName> columns, InputStream body) throws IOException {
        var id = ids.generate();
        var accepted = false;
        try {
            spool.take(id, body);
            check(id, format, columns);
            var job = ImportJob.queued(id, format, columns, spool.size(id), owner, now());
            audit.record(
                    "import.started", "import", id.toString(), Map.of("format", format.name()), () -> jobs.add(job));
            accepted = true;
            worker.signal();
            return job;
        } finally {
            if (!accepted) {
                spool.delete(id);
            }
        }
    }

    Optional<ImportJob> find(UUID id) {
        return jobs.find(id);
    }

    PageBody<ImportJob> page(PageQuery page) {
        return PageBody.of(jobs.page(page), page, jobs.count());
    }

    /** Stops an import after the lines that it is at; what is stored stays. */
    void cancel(UUID id) {
        var job = jobs.find(id).orElseThrow(() -> new ImportException.NotFound(id));
        if (jobs.cancel(job.id(), now()).isEmpty()) {
            throw new ImportException.Finished(id);
        }
    }

    /** Refuses at once what would fail as a whole: a wrong header, another encoding, no product far and wide. */
    private void check(UUID id, FileFormat format, List<ColumnName> columns) throws IOException {
        try (var start = Spool.stream(spool.open(id))) {
            requireUtf8(start.readNBytes(FIRST_BYTES));
        }
        var errors = new ArrayList<LineError>();
        try (var lines = ProductLines.open(format, Spool.stream(spool.open(id)), columns, json)) {
            for (var i = 0; i < FIRST_LINES; i++) {
                var line = lines.next();
                if (line == null) {
                    break;
                }
                if (line.product() != null) {
                    return;
                }
                line.errors().forEach(error -> errors.add(LineError.of(line.number(), line.sku(), error)));
            }
        }
        if (errors.isEmpty()) {
            errors.add(new LineError(1, null, "", "no_lines", "has no products"));
        }
        throw new ImportException.Unreadable(errors);
    }

    private static void requireUtf8(byte[] start) {
        // The last character may be cut off, which is why the end of the input is not signalled.
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var text = CharBuffer.allocate(start.length);
        var result = decoder.decode(ByteBuffer.wrap(start), text, false);
        if (result.isError()) {
            var line = 1 + text.flip().chars().filter(sign -> sign == '\n').count();
            throw new ImportException.Unreadable(
                    List.of(new LineError(line, null, "", "not_utf8", "has bytes that are not UTF-8")));
        }
    }

    /** Says that this instance is there, and takes over what nobody works on. */
    private void lookAround() {
        var now = now();
        jobs.stayAlive(owner, now);
        for (var job : jobs.abandoned(now.minus(properties.takeOver()))) {
            if (spool.has(job.id())) {
                jobs.adopt(job, owner, now);
            } else if (job.aliveAt().isBefore(now.minus(properties.giveUp()))) {
                jobs.giveUp(job, INTERRUPTED, now);
            }
        }
        worker.signal();
    }

    private Next cleanUp() throws IOException {
        jobs.forget(now().minus(properties.retention()));
        spool.deleteParts(now().minus(LONGEST_PAUSE));
        for (var id : spool.waiting(now().minus(LONGEST_INTAKE))) {
            if (jobs.find(id).filter(job -> job.finishedAt() == null).isEmpty()) {
                spool.delete(id);
            }
        }
        return Next.IDLE;
    }

    private Next workOff() {
        var job = jobs.begin(owner, now());
        job.ifPresent(this::work);
        return job.isPresent() ? Next.NOW : Next.IDLE;
    }

    private void work(ImportJob job) {
        if (job.isHopeless()) {
            end(job, State.FAILED, NO_PROGRESS);
            return;
        }
        LOG.info("import {} begins behind line {}", job.id(), job.position());
        try (var file = spool.open(job.id())) {
            var run = new ImportRun(job, owner, jobs, catalog, json, properties.batch());
            if (run.run(file, worker::isRunning)) {
                end(job, State.COMPLETED, null);
            } else if (isOver(job)) {
                spool.delete(job.id());
            }
        } catch (ImportException.Unreadable unreadable) {
            var error = unreadable.errors().getFirst();
            end(
                    job,
                    State.FAILED,
                    new Failure("import_unreadable", "Line " + error.line() + " " + error.message() + "."));
        } catch (NoSuchFileException gone) {
            end(job, State.FAILED, INTERRUPTED);
        } catch (DataAccessException | MongoException outage) {
            throw outage;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            // Whatever its file does to it, the next import must not wait for ever.
            LOG.error("import {} failed", job.id(), failure);
            end(job, State.FAILED, INTERNAL);
        }
    }

    private boolean isOver(ImportJob job) {
        return jobs.find(job.id()).filter(now -> now.finishedAt() == null).isEmpty();
    }

    private void end(ImportJob job, State state, @Nullable Failure failure) {
        jobs.end(job.id(), owner, state, failure, now());
        LOG.info("import {} is {}", job.id(), state);
        try {
            spool.delete(job.id());
        } catch (IOException left) {
            LOG.warn("the file of import {} was not deleted: {}", job.id(), left.toString());
        }
    }

    @Override
    public void start() {
        rounds.start();
        cleanUp.start();
        worker.start();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** What is under way is given back at once, unless it did not stop in time: then another instance takes it over later. */
    @Override
    public void stop() {
        rounds.stop();
        cleanUp.stop();
        worker.stop();
        try {
            if (worker.isTerminated()) {
                jobs.release(owner);
            }
        } catch (RuntimeException failure) {
            LOG.warn("the imports could not be given back: {}", failure.toString());
        }
    }

    /** In milliseconds, as MongoDB keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
