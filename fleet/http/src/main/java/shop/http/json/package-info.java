/** Reads what clients send to the letter, so that no typo is lost. */
@NullMarked
package shop.http.json;

import org.jspecify.annotations.NullMarked;
