/** The background threads of a service: one way to run again, to fail, and to stop. */
@NullMarked
package shop.jobs;

import org.jspecify.annotations.NullMarked;
