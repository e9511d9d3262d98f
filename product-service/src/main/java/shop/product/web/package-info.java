/** The catalog over HTTP. */
@NullMarked
package shop.product.web;

import org.jspecify.annotations.NullMarked;
