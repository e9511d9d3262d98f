/** The pages in a real browser: what people do on them, and how each of them looks and behaves. */
@NullMarked
package shop.proof.pages;

import org.jspecify.annotations.NullMarked;
