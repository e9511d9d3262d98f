package shop.http.sample;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.query.AcceptsQuery;
import shop.http.text.MultiLine;

/** Gives back what it was asked with. */
@RestController
class QueryController {

    @GetMapping("/public/query")
    @AcceptsQuery("attr.*")
    Map<String, String> query(
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(name = "since", required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable LocalDate day,
            @RequestParam(defaultValue = "7") int number,
            @RequestParam(required = false) @Nullable Boolean flag,
            @RequestParam(required = false) @Nullable List<UUID> ids,
            @RequestParam MultiValueMap<String, String> all) {
        var read = new TreeMap<String, String>();
        all.forEach((name, values) -> read.put(name, String.join("+", values)));
        read.put("number", Integer.toString(number));
        return read;
    }

    @GetMapping("/public/open-query")
    @AcceptsQuery("*")
    Map<String, String> open(@RequestParam(defaultValue = "none") String q) {
        return Map.of("q", q);
    }

    @PostMapping(path = "/public/form", consumes = "application/x-www-form-urlencoded")
    Map<String, String> form(@RequestParam String name) {
        return Map.of("name", name);
    }

    @PostMapping("/public/texts")
    Texts texts(@RequestBody Texts texts) {
        return texts;
    }

    record Texts(
            @Nullable String line,
            @MultiLine @Nullable String lines,
            @Nullable List<String> list,
            @Nullable Map<String, Object> free) {}
}
