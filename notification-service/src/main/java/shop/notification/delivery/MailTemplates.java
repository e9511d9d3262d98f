package shop.notification.delivery;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    Mail write(Notice notice, String name, Locale language) {
        var title = wording.title(notice, language);
        var amount = notice.amount();
        var lines = notice.lines().stream()
                .map(line -> new Line(line.name(), line.quantity(), Wording.amount(line.total(), language)))
                .toList();
        var context = new Context(language);
        context.setVariable("language", language.toLanguageTag());
        context.setVariable("title", title);
        context.setVariable("hello", wording.word("mail.hello", language, name));
        context.setVariable("text", wording.text(notice, language));
        context.setVariable("lines", lines);
        context.setVariable("amount", amount == null ? "" : Wording.amount(amount, language));
        context.setVariable("words", words(language));
        context.setVariable("publicUrl", publicUrl.toString());
        context.setVariable("asOf", wording.word("mail.as-of", language, Wording.day(notice.at(), language)));
        return new Mail(title, engine.process("mail.txt", context), engine.process("mail.html", context));
    }

    /** The words of the table. */
    private Map<String, String> words(Locale language) {
        return Stream.of("article", "quantity", "price", "total")
                .collect(Collectors.toMap(Function.identity(), word -> wording.word("mail." + word, language)));
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
