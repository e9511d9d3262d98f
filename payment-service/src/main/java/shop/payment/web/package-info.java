/** The service's HTTP API. */
@NullMarked
package shop.payment.web;

import org.jspecify.annotations.NullMarked;
