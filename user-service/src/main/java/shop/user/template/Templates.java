package shop.user.template;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Fills in the templates under {@code templates/}: HTML, where every value is escaped, and plain text. */
@Component
public class Templates {

    private final TemplateEngine engine = new SpringTemplateEngine();

    Templates() {
        engine.addTemplateResolver(resolver("*.txt", TemplateMode.TEXT));
        engine.addTemplateResolver(resolver("*.html", TemplateMode.HTML));
    }

    public String fill(String template, Map<String, Object> values) {
        return engine.process(template, new Context(Locale.ENGLISH, values));
    }

    private static ClassLoaderTemplateResolver resolver(String pattern, TemplateMode mode) {
        var resolver = new ClassLoaderTemplateResolver(Templates.class.getClassLoader());
        resolver.setPrefix("templates/");
        resolver.setResolvablePatterns(Set.of(pattern));
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding("UTF-8");
        return resolver;
    }
}
