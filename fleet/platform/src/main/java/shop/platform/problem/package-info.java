/** Problem details of the API, and the registry of their codes. */
@NullMarked
package shop.platform.problem;

import org.jspecify.annotations.NullMarked;
