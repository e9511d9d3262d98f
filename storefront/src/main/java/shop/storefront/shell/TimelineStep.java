package shop.storefront.shell;

import org.jspecify.annotations.Nullable;

/**
 * A step of something that took time.
 *
 * @param at for people, {@code iso} for programs
 */
public record TimelineStep(
        String at, String iso, String title, @Nullable String detail) {}
