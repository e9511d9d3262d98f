/** A small service that has everything this module does for services. */
@NullMarked
package shop.http.sample;

import org.jspecify.annotations.NullMarked;
