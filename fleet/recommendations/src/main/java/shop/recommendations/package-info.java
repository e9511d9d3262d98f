/** Item-item recommendation models, how a basket is scored with them, and how they are evaluated. */
@NullMarked
package shop.recommendations;

import org.jspecify.annotations.NullMarked;
