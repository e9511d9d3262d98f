/** Keeps stock, holds and the ledger in PostgreSQL, by SQL on sets of rows. */
@NullMarked
package shop.inventory.persistence;

import org.jspecify.annotations.NullMarked;
