/** What clients sent to a shop and what they were answered: the record that its stores are checked against. */
@NullMarked
package shop.proof.prove.history;

import org.jspecify.annotations.NullMarked;
