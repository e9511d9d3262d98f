/** The settings that every service of the fleet starts with. */
@NullMarked
package shop.platform.defaults;

import org.jspecify.annotations.NullMarked;
