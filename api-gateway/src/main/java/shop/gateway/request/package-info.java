/** What a request and its answer carry on their way through: names, cleaned headers, safe paths. */
@NullMarked
package shop.gateway.request;

import org.jspecify.annotations.NullMarked;
