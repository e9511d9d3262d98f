/** One run of {@code ./shop prove}: a fleet in use, the faults that strike it, and what is left afterwards. */
@NullMarked
package shop.proof.prove.run;

import org.jspecify.annotations.NullMarked;
