package shop.product.transfer;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExportController {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    private final Export export;

    ExportController(Export export) {
        this.export = export;
    }

    /** Written as it is read: the catalog may be larger than the memory, so there is no body to return. */
    @GetMapping(
            path = "/api/products/export",
            produces = {NDJSON, CSV})
    @Operation(
            summary = "All products that are not archived, as a file that can be imported",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "OK",
                            content = {
                                @Content(mediaType = NDJSON, schema = @Schema(type = "string")),
                                @Content(mediaType = CSV, schema = @Schema(type = "string"))
                            }))
    void export(
            @RequestHeader(value = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE) @Parameter(hidden = true)
                    List<MediaType> accept,
            HttpServletResponse response)
            throws IOException {
        var format = format(accept);
        response.setContentType(format.type() + ";charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"products." + format.word() + "\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        export.write(format, response.getOutputStream());
    }

    /** The first one that is asked for; JSON lines to whoever takes anything. */
    private static FileFormat format(List<MediaType> accept) {
        var sorted = new ArrayList<>(accept);
        MimeTypeUtils.sortBySpecificity(sorted);
        return sorted.stream()
                .filter(type -> type.includes(FileFormat.CSV.type()) || type.includes(FileFormat.JSON_LINES.type()))
                .findFirst()
                .filter(type -> !type.includes(FileFormat.JSON_LINES.type()))
                .map(_ -> FileFormat.CSV)
                .orElse(FileFormat.JSON_LINES);
    }
}
