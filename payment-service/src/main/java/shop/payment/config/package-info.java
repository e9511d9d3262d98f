/** Settings, and what is put together from them. */
@NullMarked
package shop.payment.config;

import org.jspecify.annotations.NullMarked;
