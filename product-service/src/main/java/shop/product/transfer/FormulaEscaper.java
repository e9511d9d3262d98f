package shop.product.transfer;

import org.jspecify.annotations.Nullable;

/**
 * Keeps spreadsheets from running the cells of a table. They take a cell for a formula by its first character, and an apostrophe before
 * it makes it text. The guard is an apostrophe before each cell that begins with such a character or with an apostrophe followed by one;
 * a reader takes one apostrophe away where a guarded character or a further apostrophe follows. So whatever was exported is read as it was.
 */
final class FormulaEscaper {

    private static final char GUARD = '\'';

    /** Also the full-width forms, which some spreadsheets take for the plain ones. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private FormulaEscaper() {}

    static @Nullable Object guard(@Nullable Object cell) {
        return cell instanceof String text && !text.isEmpty() && needsGuard(text) ? GUARD + text : cell;
    }

    static String unguard(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == GUARD && needsGuard(cell.substring(1)) ? cell.substring(1) : cell;
    }

    /** Whether an apostrophe before it is a guard: before a formula, and before what is guarded already or looks like it. */
    private static boolean needsGuard(String text) {
        var first = 0;
        while (first < text.length() && text.charAt(first) == GUARD) {
            first++;
        }
        return first < text.length() && FORMULA.indexOf(text.charAt(first)) >= 0;
    }
}
