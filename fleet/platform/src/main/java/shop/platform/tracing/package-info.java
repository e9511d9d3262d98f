/** Spans, what they are sampled by, and their context in headers, logs and threads. */
@NullMarked
package shop.platform.tracing;

import org.jspecify.annotations.NullMarked;
