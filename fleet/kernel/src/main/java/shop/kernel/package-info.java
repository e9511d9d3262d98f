/** The one value that every service means alike. */
@NullMarked
package shop.kernel;

import org.jspecify.annotations.NullMarked;
