package shop.order.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.http.problem.InvalidRequestException;
import shop.order.application.SummarizeShop;

@RestController
class SummaryController {

    private static final int MOST_DAYS = 366;
    private static final int USUAL_DAYS = 30;

    private final SummarizeShop summarizeShop;
    private final Clock clock;

    SummaryController(SummarizeShop summarizeShop, Clock clock) {
        this.summarizeShop = summarizeShop;
        this.clock = clock;
    }

    @GetMapping("/api/admin/summary")
    @Operation(summary = "Sales by day and hour, orders by status, and what is stuck or about to sell out")
    SummaryBody summary(
            @Parameter(description = "The first day (UTC); without it 30 days are reported")
                    @RequestParam(required = false)
                    @Nullable LocalDate from,
            @Parameter(description = "The last day (UTC); without it today. At most 366 days")
                    @RequestParam(required = false)
                    @Nullable LocalDate to) {
        var last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : to;
        var first = from == null ? last.minusDays(USUAL_DAYS - 1) : from;
        var days = ChronoUnit.DAYS.between(first, last) + 1;
        if (days < 1 || days > MOST_DAYS) {
            throw new InvalidRequestException(
                    "to", "out_of_range", "to: " + last + " (expected: " + first + " or up to 365 days later)");
        }
        return SummaryBody.of(first, last, summarizeShop.summarize(first, last));
    }
}
