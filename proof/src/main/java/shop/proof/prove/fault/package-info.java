/** Faults that strike a fleet in use, and when. */
@NullMarked
package shop.proof.prove.fault;

import org.jspecify.annotations.NullMarked;
