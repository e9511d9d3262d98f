/** Seeded customers and administrators who use a shop while it is being tried, and write down every call. */
@NullMarked
package shop.proof.prove.shoppers;

import org.jspecify.annotations.NullMarked;
