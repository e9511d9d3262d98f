/** Lists in pages, as every list of the API is. */
@NullMarked
package shop.web.paging;

import org.jspecify.annotations.NullMarked;
