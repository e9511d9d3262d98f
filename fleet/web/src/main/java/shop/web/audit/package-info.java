/** Which administrator did what, kept by the service that did it. */
@NullMarked
package shop.web.audit;

import org.jspecify.annotations.NullMarked;
