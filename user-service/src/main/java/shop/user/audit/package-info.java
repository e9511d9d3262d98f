/** What is written down for those who watch over the shop. */
@NullMarked
package shop.user.audit;

import org.jspecify.annotations.NullMarked;
