/** What the storefront is made of: settings, where the services are, what Spring MVC is told. */
@NullMarked
package shop.storefront.config;

import org.jspecify.annotations.NullMarked;
