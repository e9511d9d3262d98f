package shop.product.transfer;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.http.docs.Refuses;
import shop.http.paging.Paged;
import shop.http.problem.InvalidRequestException;
import shop.platform.audit.DocumentAuditLog;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.product.transfer.ImportJob.ColumnName;

@RestController
@RequestMapping("/api/products/import")
class ImportController {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    private static final String JSONL = "application/jsonl";

    private final Imports imports;
    private final DocumentAuditLog audit;

    ImportController(Imports imports, DocumentAuditLog audit) {
        this.imports = imports;
        this.audit = audit;
    }

    @PostMapping(consumes = {CSV, NDJSON, JSONL})
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Refuses("400 import_unreadable")
    @Operation(
            summary = "Import a file of products: CSV, or a product as JSON on each line",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = CSV, schema = @Schema(type = "string")),
                                @Content(mediaType = NDJSON, schema = @Schema(type = "string")),
                                @Content(mediaType = JSONL, schema = @Schema(type = "string"))
                            }))
    ResponseEntity<ImportView> take(
            @RequestHeader("Content-Type") @Parameter(hidden = true) MediaType type,
            @RequestParam(required = false)
                    @Nullable @Size(max = 50) @Parameter(
                            description = "What a CSV column is, as NAME:COLUMN (unitsSold:initialStock); NAME: alone"
                                    + " passes over it")
                    List<@Size(max = 200) String> column,
            InputStream body)
            throws IOException, HttpMediaTypeNotSupportedException {
        if (type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
            throw new HttpMediaTypeNotSupportedException(
                    type, List.of(MediaType.parseMediaType(CSV), MediaType.parseMediaType(NDJSON)));
        }
        var job = imports.take(FileFormat.of(type), columns(column == null ? List.of() : column), body);
        return ResponseEntity.accepted()
                .location(URI.create("/api/products/import/" + job.id()))
                .body(ImportView.of(job));
    }

    private static List<ColumnName> columns(List<String> parameters) {
        var columns = new ArrayList<ColumnName>();
        for (var parameter : parameters) {
            // The column may have a type behind a colon of its own.
            var attribute = parameter.lastIndexOf(":attributes.");
            var colon = attribute > 0 ? attribute : parameter.lastIndexOf(':');
            if (colon < 1) {
                throw new InvalidRequestException("column", "invalid_value", "must be NAME:COLUMN or NAME:");
            }
            columns.add(new ColumnName(
                    parameter.substring(0, colon).strip(),
                    parameter.substring(colon + 1).strip()));
        }
        return columns;
    }

    @GetMapping
    @Operation(summary = "All imports, the newest first")
    PageBody<ImportView> list(@Paged PageQuery page) {
        return imports.page(page).map(ImportView::inList);
    }

    @GetMapping("/{id}")
    @Refuses("404 import_not_found")
    @Operation(summary = "How far an import is, and which lines were refused")
    ImportView get(@PathVariable UUID id) {
        return imports.find(id).map(ImportView::of).orElseThrow(() -> new ImportException.NotFound(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Refuses({"404 import_not_found", "409 import_finished"})
    @Operation(summary = "Stop an import; what is stored stays")
    void cancel(@PathVariable UUID id) {
        audit.record("import.cancelled", "import", id.toString(), Map.of(), () -> imports.cancel(id));
    }
}
