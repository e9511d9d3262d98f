/** How risky an order is: features, and a readable model of rules and logistic weights. Knows no framework. */
@NullMarked
package shop.order.domain.risk;

import org.jspecify.annotations.NullMarked;
