/** Where the instances of a service are. */
@NullMarked
package shop.web.discovery;

import org.jspecify.annotations.NullMarked;
