/** Spans, what they are sampled by, and their context in headers, logs and threads. */
@NullMarked
package shop.web.tracing;

import org.jspecify.annotations.NullMarked;
