/** What every page has: who looks at it, the frame around it, headers, formats, errors. */
@NullMarked
package shop.storefront.shell;

import org.jspecify.annotations.NullMarked;
