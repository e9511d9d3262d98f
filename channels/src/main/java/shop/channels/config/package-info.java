/** Settings, and where the services are. */
@NullMarked
package shop.channels.config;

import org.jspecify.annotations.NullMarked;
