/** What the API documentation says about the types of this module. */
@NullMarked
package shop.web.docs;

import org.jspecify.annotations.NullMarked;
