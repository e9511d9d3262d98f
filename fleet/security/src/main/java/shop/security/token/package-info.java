/** The two kinds of token and how each is verified; needs no servlet classes, so the gateway checks with the same code. */
@NullMarked
package shop.security.token;

import org.jspecify.annotations.NullMarked;
