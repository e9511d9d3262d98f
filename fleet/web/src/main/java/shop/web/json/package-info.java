/** Reads what clients send to the letter, so that no typo is lost. */
@NullMarked
package shop.web.json;

import org.jspecify.annotations.NullMarked;
