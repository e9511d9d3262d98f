package shop.http.version;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code If-Match} header of an update. A controller method takes it as a parameter and calls {@link #require} with the version it
 * has read; without the header everything matches. The header is the first guard only: the store's own version check decides a race.
 */
public final class IfMatch {

    /** One entity tag of the list, with the comma before it. */
    private static final Pattern TAG =
            Pattern.compile("\\G\\s*+(?:,\\s*+)*+(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"\\s*+");

    /** The version that {@link ETags} put there, and whatever else the representation depends on. */
    private static final Pattern VERSION = Pattern.compile("(\\d{1,18})(?:-.*)?");

    private final boolean sent;
    private final boolean any;
    private final Set<String> tags;
    private final Set<Long> versions;

    private IfMatch(boolean sent, boolean any, Set<String> tags, Set<Long> versions) {
        this.sent = sent;
        this.any = any;
        this.tags = Set.copyOf(tags);
        this.versions = Set.copyOf(versions);
    }

    /**
     * Reads the header.
     *
     * @param header as it was sent, null if it was not
     * @throws IllegalArgumentException if it is no list of entity tags
     */
    public static IfMatch parse(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return new IfMatch(header != null, true, Set.of(), Set.of());
        }
        var tags = new HashSet<String>();
        var versions = new HashSet<Long>();
        var tag = TAG.matcher(header);
        var end = 0;
        while (tag.find()) {
            // A weak tag never matches (RFC 9110, 13.1.1), nor does one that we did not make.
            if (tag.group(1) == null) {
                tags.add(tag.group(2));
                var version = VERSION.matcher(tag.group(2));
                if (version.matches()) {
                    versions.add(Long.parseLong(version.group(1)));
                }
            }
            end = tag.end();
        }
        if (end == 0 || end < header.length()) {
            throw new IllegalArgumentException("If-Match is no list of entity tags like \"7\"");
        }
        return new IfMatch(true, false, tags, versions);
    }

    /** Whether any version will do, because there is no such header or it is {@code *}. */
    public boolean any() {
        return any;
    }

    /** The versions that will do; empty also when the header names only tags that never were versions. */
    public Set<Long> versions() {
        return versions;
    }

    public boolean matches(long version) {
        return any || versions.contains(version);
    }

    /**
     * Refuses to go on from another version.
     *
     * @throws StaleVersionException if the header names other versions than this one
     */
    public void require(long version) {
        if (!matches(version)) {
            throw new StaleVersionException("If-Match does not name the current version \"" + version + "\"");
        }
    }
    /**
     * The same where the entity tag is no version, and for what an update may also create.
     *
     * @param current what stands between the quotes of the current tag; null if there is nothing yet, which {@code *} does not match
     *     either
     * @throws StaleVersionException if the header names other tags than this one
     */
    public void requireTag(@Nullable String current) {
        if (sent && (current == null || !(any || tags.contains(current)))) {
            throw new StaleVersionException(
                    current == null
                            ? "If-Match asks for a current version, and there is none"
                            : "If-Match does not name the current version \"" + current + "\"");
        }
    }
}
