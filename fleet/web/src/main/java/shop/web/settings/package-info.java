/** Settings that must be there. */
@NullMarked
package shop.web.settings;

import org.jspecify.annotations.NullMarked;
