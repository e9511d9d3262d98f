/** Which administrator did what, kept by the service that did it. */
@NullMarked
package shop.http.audit;

import org.jspecify.annotations.NullMarked;
