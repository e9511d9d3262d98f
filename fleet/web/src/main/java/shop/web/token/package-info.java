/** The two kinds of token and how each is verified; needs no servlet classes, so the gateway checks with the same code. */
@NullMarked
package shop.web.token;

import org.jspecify.annotations.NullMarked;
