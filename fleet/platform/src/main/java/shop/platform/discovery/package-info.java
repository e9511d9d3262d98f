/** Where the instances of a service are. */
@NullMarked
package shop.platform.discovery;

import org.jspecify.annotations.NullMarked;
