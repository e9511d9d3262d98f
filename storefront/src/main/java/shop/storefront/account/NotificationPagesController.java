package shop.storefront.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import shop.http.query.AcceptsQuery;
import shop.storefront.shell.Pages;
import shop.storefront.shell.Paging;
import shop.storefront.shell.Redirects;
import shop.storefront.shell.Visitor;

@Controller
class NotificationPagesController {

    private static final String NOTIFICATIONS = "/account/notifications";
    private static final int PAGE = 20;
    private static final int DEEPEST_PAGE = 400;
    private static final int MARKED_AT_ONCE = 100;

    private final Pages pages;

    NotificationPagesController(Pages pages) {
        this.pages = pages;
    }

    record NotificationsView(List<Row> messages, boolean anyUnread, Paging paging) {}

    record Row(
            UUID id,
            String title,
            String text,
            String at,
            String iso,
            boolean read,
            @Nullable String order) {}

    @AcceptsQuery("*")
    @GetMapping(NOTIFICATIONS)
    ModelAndView list(@RequestParam(defaultValue = "1") int page, Visitor visitor) {
        visitor.requireSignedIn();
        var texts = pages.texts(visitor);
        var format = pages.format(visitor);
        var found = visitor.shop().notifications().list(false, Math.clamp(page - 1L, 0, DEEPEST_PAGE), PAGE);
        var rows = new ArrayList<Row>();
        found.items()
                .forEach(message -> rows.add(new Row(
                        message.id(),
                        message.title(),
                        message.text(),
                        format.dateTime(message.createdAt()),
                        message.createdAt().toString(),
                        message.read(),
                        message.orderId() == null ? null : "/account/orders/" + message.orderId())));
        var paging = Paging.of(
                NOTIFICATIONS, found.page(), Objects.requireNonNullElse(found.totalPages(), 1), texts, format);
        return pages.page(
                "account/notifications",
                Pages.About.personal(texts.get("notifications.title")),
                new NotificationsView(rows, rows.stream().anyMatch(row -> !row.read()), paging),
                visitor);
    }

    @AcceptsQuery("*")
    @PostMapping(NOTIFICATIONS + "/{id}")
    ModelAndView mark(@PathVariable UUID id, @RequestParam(defaultValue = "true") boolean read, Visitor visitor) {
        visitor.requireSignedIn();
        visitor.shop().notifications().mark(id, read);
        return Redirects.to(NOTIFICATIONS);
    }

    @AcceptsQuery("*")
    @PostMapping(NOTIFICATIONS)
    ModelAndView markAll(Visitor visitor) {
        visitor.requireSignedIn();
        var notifications = visitor.shop().notifications();
        notifications.list(true, 0, MARKED_AT_ONCE).items().forEach(message -> notifications.mark(message.id(), true));
        return Redirects.to(NOTIFICATIONS);
    }
}
