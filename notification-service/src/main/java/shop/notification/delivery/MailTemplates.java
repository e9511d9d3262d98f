package shop.notification.delivery;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import shop.notification.config.NotificationProperties;
import shop.notification.notice.Notice;
import shop.notification.notice.Wording;

/** Writes the mail of a notice, as HTML and as plain text. */
@Component
class MailTemplates {

    private final TemplateEngine engine;
    private final Wording wording;
    private final URI publicUrl;

    MailTemplates(Wording wording, NotificationProperties properties) {
        this.engine = engine();
        this.wording = wording;
        this.publicUrl = properties.publicUrl();
    }

    record Mail(String subject, String text, String html) {}

    /** A line of an order in the words of the mail. */
    record Line(String name, int quantity, String total) {}

    Mail write(Notice notice, String name) {
        var title = wording.title(notice);
        var amount = notice.amount();
        var lines = notice.lines().stream()
                .map(line -> new Line(line.name(), line.quantity(), Wording.amount(line.total())))
                .toList();
        var context = new Context(
                Locale.ENGLISH,
                Map.of(
                        "title",
                        title,
                        "text",
                        wording.text(notice),
                        "name",
                        name,
                        "lines",
                        lines,
                        "amount",
                        amount == null ? "" : Wording.amount(amount),
                        "publicUrl",
                        publicUrl.toString()));
        return new Mail(title, engine.process("mail.txt", context), engine.process("mail.html", context));
    }

    private static TemplateEngine engine() {
        var engine = new SpringTemplateEngine();
        engine.addTemplateResolver(resolver("*.txt", TemplateMode.TEXT));
        engine.addTemplateResolver(resolver("*.html", TemplateMode.HTML));
        return engine;
    }

    private static ClassLoaderTemplateResolver resolver(String pattern, TemplateMode mode) {
        var resolver = new ClassLoaderTemplateResolver(MailTemplates.class.getClassLoader());
        resolver.setPrefix("templates/");
        resolver.setResolvablePatterns(Set.of(pattern));
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding("UTF-8");
        return resolver;
    }
}
