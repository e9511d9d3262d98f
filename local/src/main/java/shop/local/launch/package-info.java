/** The launcher behind ./shop: starts the fleet's processes on one machine, keeps account of them, and stops them all. */
@NullMarked
package shop.local.launch;

import org.jspecify.annotations.NullMarked;
