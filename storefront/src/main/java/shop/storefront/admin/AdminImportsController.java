package shop.storefront.admin;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.sdk.Operations;
import shop.sdk.ProblemException;
import shop.storefront.admin.Views.Fact;
import shop.storefront.admin.Views.Link;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Visitor;

/** Files of products: taken in, followed to their end, and what was wrong in which line. */
@Controller
class AdminImportsController {

    private static final String PATH = "/admin/products/import";
    private static final int ROWS = 25;

    private final Desk desk;

    AdminImportsController(Desk desk) {
        this.desk = desk;
    }

    /** All imports, and the form for the next one. */
    public record ImportsView(
            String title, String action, @Nullable String refusal, Table table) {}

    @AcceptsQuery("*")
    @GetMapping(PATH)
    ModelAndView list(@RequestParam(defaultValue = "0") int page, Visitor visitor) {
        return imports(Math.max(0, page), null, visitor);
    }

    private ModelAndView imports(int page, @Nullable String refusal, Visitor visitor) {
        var words = desk.words(visitor);
        var found = Desk.operations(visitor).imports(page, ROWS);
        var table = Table.of(
                        words,
                        "desk.imports",
                        Table.columns(words, "created", "status", "format", "#lines", "#accepted", "#rejected"),
                        found.items().stream()
                                .map(job -> Table.row(
                                        words.at(job.createdAt()).to(PATH + "/" + job.id()),
                                        words.state(job.state()),
                                        words.text(job.format()),
                                        words.figure(job.lines()),
                                        words.figure(job.accepted()),
                                        words.figure(job.rejected())))
                                .toList())
                .with(AdminStockController.paging(found.page(), found.totalPages(), Query.of(PATH), words));
        var view = new ImportsView(words.get("desk.nav.imports"), PATH, refusal, table);
        var status = refusal == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
        return desk.page("imports", Section.IMPORTS, view.title(), view, visitor, status);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH)
    ModelAndView start(@RequestParam(required = false) @Nullable MultipartFile file, Visitor visitor)
            throws IOException {
        var words = desk.words(visitor);
        if (file == null || file.isEmpty()) {
            return imports(0, words.get("desk.import.no-file"), visitor);
        }
        try {
            var job = Desk.operations(visitor).startImport(file.getBytes(), type(file));
            return Redirects.to(PATH + "/" + job.id());
        } catch (ProblemException refusal) {
            if (refusal.isSignedOut() || refusal.isOutage()) {
                throw refusal;
            }
            return imports(0, words.refusal(refusal), visitor);
        }
    }

    /** By the file's name: browsers know no type for lines of JSON. */
    private static String type(MultipartFile file) {
        var name = Objects.requireNonNullElse(file.getOriginalFilename(), "").toLowerCase(Locale.ROOT);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? "application/x-ndjson" : "text/csv";
    }

    /**
     * One import.
     *
     * @param percent how far it is
     * @param running whether the page should ask again by itself
     */
    public record ImportView(
            String title,
            Link back,
            String path,
            Table.Cell state,
            long percent,
            boolean running,
            List<Fact> facts,
            @Nullable String failure,
            @Nullable String cancel,
            Table errors) {}

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}")
    ModelAndView show(@PathVariable UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var job = Desk.operations(visitor).oneImport(id);
        var running = job.state().equals("QUEUED") || job.state().equals("RUNNING");
        var failure = job.failure();
        var view = new ImportView(
                words.get("desk.import.title", words.time(job.createdAt())),
                new Link(words.get("desk.nav.imports"), PATH),
                PATH + "/" + id,
                words.state(job.state()),
                percent(job),
                running,
                List.of(
                        new Fact(words.get("desk.column.lines"), words.figure(job.lines())),
                        new Fact(words.get("desk.column.new"), words.figure(job.created())),
                        new Fact(words.get("desk.column.updated"), words.figure(job.updated())),
                        new Fact(words.get("desk.column.unchanged"), words.figure(job.unchanged())),
                        new Fact(words.get("desk.column.rejected"), words.figure(job.rejected())),
                        new Fact(words.get("desk.column.finished"), words.at(job.finishedAt()))),
                failure == null ? null : failure.message(),
                running ? PATH + "/" + id + "/cancel" : null,
                errors(job, words));
        return desk.page("import", Section.IMPORTS, view.title(), view, visitor);
    }

    private static long percent(Operations.Import job) {
        if (job.state().equals("COMPLETED")) {
            return 100;
        }
        return job.bytesTotal() == 0 ? 0 : Math.min(100, job.bytesRead() * 100 / job.bytesTotal());
    }

    private static Table errors(Operations.Import job, Words words) {
        return Table.of(
                words,
                "desk.line-errors",
                Table.columns(words, "#line", "sku", "field", "error"),
                Objects.requireNonNullElse(job.errors(), List.<Operations.LineError>of()).stream()
                        .map(error -> Table.row(
                                words.figure(error.line()),
                                words.text(error.sku()),
                                words.text(error.field()),
                                words.text(error.message())))
                        .toList());
    }

    @AcceptsQuery("*")
    @GetMapping(PATH + "/{id}/cancel")
    ModelAndView askToCancel(@PathVariable UUID id, Visitor visitor) {
        return desk.ask(Section.IMPORTS, cancellation(id, visitor), visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(PATH + "/{id}/cancel")
    ModelAndView cancel(@PathVariable UUID id, Visitor visitor) {
        return desk.doIt(
                Section.IMPORTS,
                () -> cancellation(id, visitor),
                () -> Desk.operations(visitor).cancelImport(id),
                PATH + "/" + id,
                "desk-import-cancelled",
                visitor);
    }

    private Confirmation cancellation(UUID id, Visitor visitor) {
        var words = desk.words(visitor);
        var job = Desk.operations(visitor).oneImport(id);
        return new Confirmation(
                words.get("desk.import.cancel.question", words.time(job.createdAt())),
                List.of(words.get("desk.import.cancel.consequence", job.accepted())),
                PATH + "/" + id + "/cancel",
                words.get("desk.import.cancel"),
                List.of(),
                null,
                PATH + "/" + id,
                null);
    }
}
