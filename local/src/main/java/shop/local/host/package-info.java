/** The process in which the parts of the local shop run: each service with a class path, settings and a log of its own. */
@NullMarked
package shop.local.host;

import org.jspecify.annotations.NullMarked;
