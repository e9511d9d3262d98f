/** Fakes and samples for tests. */
@NullMarked
package shop.payment.support;

import org.jspecify.annotations.NullMarked;
