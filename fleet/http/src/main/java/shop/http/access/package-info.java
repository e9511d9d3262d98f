/** Opens and shuts the paths of a service: tokens in, refusals out. */
@NullMarked
package shop.http.access;

import org.jspecify.annotations.NullMarked;
