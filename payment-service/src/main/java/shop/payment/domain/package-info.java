/** What a payment and a refund are, and which steps they may take. Knows no framework. */
@NullMarked
package shop.payment.domain;

import org.jspecify.annotations.NullMarked;
