/** What a failure was: whatever answers requests, consumes events or works in the background decides by it whether to try again. */
@NullMarked
package shop.jobs.failure;

import org.jspecify.annotations.NullMarked;
