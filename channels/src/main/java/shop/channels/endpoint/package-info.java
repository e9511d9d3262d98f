/** The one address: reads the request, has it carried out in the caller's name, writes the response. */
@NullMarked
package shop.channels.endpoint;

import org.jspecify.annotations.NullMarked;
