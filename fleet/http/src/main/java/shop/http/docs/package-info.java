/** What the API documentation says about the types of this module. */
@NullMarked
package shop.http.docs;

import org.jspecify.annotations.NullMarked;
