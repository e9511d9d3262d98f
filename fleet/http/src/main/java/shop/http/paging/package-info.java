/** Lists in pages, as every list of the API is. */
@NullMarked
package shop.http.paging;

import org.jspecify.annotations.NullMarked;
