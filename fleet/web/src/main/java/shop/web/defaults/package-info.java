/** The settings that every service of the fleet starts with. */
@NullMarked
package shop.web.defaults;

import org.jspecify.annotations.NullMarked;
