/** The registry in which every instance of the fleet is found, open only to those who know its credentials. */
@NullMarked
package shop.discovery;

import org.jspecify.annotations.NullMarked;
