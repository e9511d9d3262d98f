package shop.notification.delivery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import shop.http.text.HarmlessText;
import shop.notification.config.NotificationProperties;
import shop.notification.notice.Notice;
import shop.notification.notice.Wording;

/** Writes the mail of a notice, as HTML and as plain text. */
@Component
class MailTemplates {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final TemplateEngine engine;
    private final Wording wording;
    private final URI publicUrl;
    private final String payUrl;

    MailTemplates(Wording wording, NotificationProperties properties) {
        this.engine = engine();
        this.wording = wording;
        this.publicUrl = properties.publicUrl();
        this.payUrl = properties.absolutePayUrl();
    }

    record Mail(String subject, String text, String html) {}

    /**
     * A line of an order in the words of the mail. Public for the expressions of the templates: of a class that is not, they look for each
     * method in the classes above it, and throw an exception each time.
     */
    public record Line(String name, int quantity, String total) {}

    Mail write(Notice notice, String name, Locale language) {
        var title = wording.title(notice, language);
        var amount = notice.amount();
        var lines = notice.lines().stream()
                .map(line -> new Line(line.name(), line.quantity(), line.total().format(language)))
                .toList();
        var context = new Context(language);
        context.setVariable("language", language.toLanguageTag());
        context.setVariable("title", title);
        context.setVariable(
                "hello",
                HarmlessText.name(name)
                        .map(harmless -> wording.word("mail.hello", language, harmless))
                        .orElseGet(() -> wording.word("mail.hello-nameless", language)));
        context.setVariable("text", wording.text(notice, language));
        context.setVariable("lines", lines);
        context.setVariable("amount", amount == null ? "" : amount.format(language));
        context.setVariable("words", words(language));
        context.setVariable("payUrl", notice.asksForPayment() ? payUrl(notice) : "");
        context.setVariable("address", address(notice.details().shippingAddress(), language));
        context.setVariable("publicUrl", publicUrl.toString());
        context.setVariable("asOf", wording.word("mail.as-of", language, wording.day(notice.at(), language)));
        return new Mail(title, engine.process("mail.txt", context), engine.process("mail.html", context));
    }

    private String payUrl(Notice notice) {
        return payUrl.replace("{orderId}", Objects.toString(notice.orderId(), ""));
    }

    /** As it goes onto a parcel; empty if there is none, or if a line of it is something else than a line of an address. */
    private static List<String> address(Notice.@Nullable Address address, Locale language) {
        if (address == null) {
            return List.of();
        }
        var written = new ArrayList<String>();
        written.add(address.name());
        written.add(address.line1());
        written.add(Objects.requireNonNullElse(address.line2(), ""));
        written.add(address.postalCode() + " " + address.city());
        var lines = written.stream().filter(Predicate.not(String::isBlank)).toList();
        var harmless = new ArrayList<>(lines.stream()
                .map(HarmlessText::addressLine)
                .flatMap(Optional::stream)
                .toList());
        if (harmless.size() < lines.size()) {
            return List.of();
        }
        if (COUNTRIES.contains(address.country())) {
            harmless.add(Locale.of("", address.country()).getDisplayCountry(language));
        }
        return harmless;
    }

    /** The words of the mail around the notice. */
    private Map<String, String> words(Locale language) {
        return Stream.of("article", "quantity", "price", "total", "pay", "address")
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
