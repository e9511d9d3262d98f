/** Settings that must be there. */
@NullMarked
package shop.platform.settings;

import org.jspecify.annotations.NullMarked;
