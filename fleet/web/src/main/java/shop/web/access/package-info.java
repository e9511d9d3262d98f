/** Opens and shuts the paths of a service: tokens in, refusals out. */
@NullMarked
package shop.web.access;

import org.jspecify.annotations.NullMarked;
