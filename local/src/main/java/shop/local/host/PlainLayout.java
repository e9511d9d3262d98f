package shop.local.host;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.HexFormat;

/** Lines for a terminal, in which nothing that came from outside can speak to the terminal: control characters are shown, not sent. */
final class PlainLayout extends PatternLayout {

    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String doLayout(ILoggingEvent event) {
        return shown(super.doLayout(event));
    }

    /** Lines end as before, or a stack trace would be one; a carriage return that could hide the line before it does not. */
    static String shown(String text) {
        if (text.chars().noneMatch(PlainLayout::isControl)) {
            return text;
        }
        var shown = new StringBuilder(text.length() + 16);
        for (var at = 0; at < text.length(); at++) {
            var character = text.charAt(at);
            var endsLine = character == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            if (isControl(character) && !endsLine) {
                shown.append("\\x").append(HEX.toHexDigits((byte) character));
            } else {
                shown.append(character);
            }
        }
        return shown.toString();
    }

    /** Also those of the second block, of which U+009B begins a sequence as ESC [ does. */
    private static boolean isControl(int character) {
        return (character < ' ' && character != '\n' && character != '\t') || (character >= 0x7f && character <= 0x9f);
    }
}
