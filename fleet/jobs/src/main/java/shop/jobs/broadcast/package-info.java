/** Topics that every instance reads for itself. */
@NullMarked
package shop.jobs.broadcast;

import org.jspecify.annotations.NullMarked;
