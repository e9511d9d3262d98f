/** What clients may decide about the recording of traces. */
@NullMarked
package shop.gateway.tracing;

import org.jspecify.annotations.NullMarked;
