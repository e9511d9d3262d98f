package shop.gateway.html;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** What the gateway's pages say, in the language of the reader. */
public final class PageTexts {

    private static final String BUNDLE = "shop.gateway.html.messages";

    private static final List<Locale> KNOWN = List.of(Locale.ENGLISH, Locale.GERMAN);

    private final Locale locale;
    private final ResourceBundle texts;

    private PageTexts(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                BUNDLE,
                locale,
                PageTexts.class.getClassLoader(),
                Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** The texts for who sent this {@code Accept-Language}, however malformed it is. */
    public static PageTexts of(String acceptLanguage) {
        return new PageTexts(best(acceptLanguage));
    }

    private static Locale best(String acceptLanguage) {
        try {
            var found = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), KNOWN);
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException _) {
            return Locale.ENGLISH;
        }
    }

    public String language() {
        return locale.getLanguage();
    }

    public boolean has(String key) {
        return texts.containsKey(key);
    }

    public String get(String key) {
        return texts.getString(key);
    }
}
