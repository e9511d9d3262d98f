package shop.http.sample;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import shop.http.json.StrictJson;
import shop.http.paging.Keyset;
import shop.http.paging.Paged;
import shop.http.query.AcceptsQuery;
import shop.http.version.ETags;
import shop.http.version.IfMatch;
import shop.kernel.Money;
import shop.platform.paging.PageBody;
import shop.platform.paging.PageQuery;
import shop.security.Caller;
import shop.security.ServiceCaller;
import tools.jackson.databind.JsonNode;

@RestController
class SampleController {

    private final StrictJson json;

    SampleController(StrictJson json) {
        this.json = json;
    }

    @GetMapping("/public/hello")
    Map<String, String> hello(@AuthenticationPrincipal @Nullable Caller caller) {
        return Map.of("hello", caller == null ? "stranger" : caller.id().toString());
    }

    @GetMapping("/public/context")
    Map<String, String> context() {
        return Map.of("requestId", MDC.get("requestId"), "traceId", MDC.get("traceId"), "spanId", MDC.get("spanId"));
    }

    @GetMapping("/things/me")
    Caller me(@AuthenticationPrincipal Caller caller) {
        return caller;
    }

    @GetMapping("/things/later")
    Callable<Caller> later(@AuthenticationPrincipal Caller caller) {
        return () -> caller;
    }

    /** Never ends by itself. */
    @GetMapping("/public/stream")
    void stream(HttpServletResponse response) throws IOException, InterruptedException {
        response.setContentType("text/event-stream;charset=UTF-8");
        while (true) {
            response.getOutputStream().print(": beat\n\n");
            response.flushBuffer();
            Thread.sleep(20);
        }
    }

    @GetMapping(path = "/public/emitter", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter emitter() {
        return new SseEmitter(0L);
    }

    @GetMapping("/admin/secrets")
    Map<String, String> secrets() {
        return Map.of("secret", "none");
    }

    @GetMapping(path = "/admin/files", produces = "text/csv")
    String file() {
        return "a,b";
    }

    @PostMapping(path = "/admin/files", consumes = "text/csv")
    void take(@RequestBody String file) {
        Objects.requireNonNull(file);
    }

    @GetMapping("/internal/ping")
    ServiceCaller ping(@AuthenticationPrincipal ServiceCaller caller) {
        return caller;
    }

    @PostMapping("/public/orders")
    NewOrder order(@Valid @RequestBody NewOrder order) {
        return order;
    }

    @GetMapping("/public/quantity")
    int quantity(
            @RequestParam @Min(1) @Max(9) int quantity,
            @RequestHeader(name = "X-Colour", required = false) @Nullable @Size(max = 3) String colour) {
        return quantity;
    }

    @GetMapping("/public/by-id/{id}")
    UUID byId(@PathVariable UUID id) {
        return id;
    }

    @GetMapping("/public/versioned")
    ResponseEntity<Map<String, String>> versioned() {
        return ETags.ok(7, Map.of("name", "seven"));
    }

    @GetMapping("/public/own")
    ResponseEntity<Name> own(@RequestParam String last) {
        return ETags.okForCaller(7, new Name("Ada", last));
    }

    @PatchMapping("/public/versioned")
    void change(IfMatch ifMatch) {
        ifMatch.require(7);
    }

    @PatchMapping("/public/names")
    Name rename(@RequestBody JsonNode patch) {
        return json.patch(new Name("Ada", "Lovelace"), patch, Name.class);
    }

    @GetMapping("/public/list")
    @AcceptsQuery("q")
    PageBody<String> list(
            @Paged(
                            sort = {"name", "total"},
                            by = "name,desc")
                    PageQuery query) {
        return PageBody.of(List.of(query.sort().toString()), query, 95);
    }

    /** Long, and read by cursor: the cursor that comes is shown as the entry. */
    @GetMapping("/public/long-list")
    @AcceptsQuery("q")
    PageBody<String> longList(
            @Paged(
                            sort = {"name", "total"},
                            by = "name,desc",
                            cursor = true)
                    PageQuery query) {
        var list = Keyset.<String>of(
                Map.of(
                        "name", Keyset.Column.time("name", _ -> Instant.EPOCH),
                        "total", Keyset.Column.number("total", _ -> 1)),
                Keyset.Column.number("id", _ -> 1));
        var slice = list.slice(query);
        return list.page(
                Collections.nCopies(query.size() + 1, slice.condition()), query, () -> Keyset.MOST_COUNTED + 1L);
    }

    @PostMapping(path = "/public/upload", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    long upload(@RequestParam MultipartFile file) {
        return file.getSize();
    }

    @PostMapping(path = "/public/large", consumes = "text/csv")
    int large(@RequestBody String csv) {
        return csv.length();
    }

    record Name(@NotBlank String first, @Nullable String last) {}

    record NewOrder(
            @NotEmpty List<@Valid Line> items,
            @Size(max = 10) @Nullable String note,
            @Nullable Money expectedTotal,
            @Nullable Instant at,
            @Nullable Colour colour,
            boolean gift) {}

    record Line(UUID productId, @Positive int quantity) {}

    enum Colour {
        RED,
        BLUE
    }
}
