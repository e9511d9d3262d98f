/** What a use case says of what administrators do; fleet-http keeps and serves it. */
@NullMarked
package shop.platform.audit;

import org.jspecify.annotations.NullMarked;
