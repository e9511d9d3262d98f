/** How long a client may take to send what it began. */
@NullMarked
package shop.gateway.connection;

import org.jspecify.annotations.NullMarked;
