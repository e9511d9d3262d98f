/** Payments, refunds, ledger and webhooks in PostgreSQL. */
@NullMarked
package shop.payment.persistence;

import org.jspecify.annotations.NullMarked;
