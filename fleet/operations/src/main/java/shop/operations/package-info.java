/** What administrators see and do between the services: dead letters, outboxes, consumers that lag, and who did what. */
@NullMarked
package shop.operations;

import org.jspecify.annotations.NullMarked;
