/** The one door of the fleet. */
@NullMarked
package shop.gateway;

import org.jspecify.annotations.NullMarked;
