/** The shop as its customers use it: the demo, the import of a catalog and the replay of real baskets, all through the public API. */
@NullMarked
package shop.local.demo;

import org.jspecify.annotations.NullMarked;
