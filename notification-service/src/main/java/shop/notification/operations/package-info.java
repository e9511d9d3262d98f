/** What administrators see and do when something is stuck between the services: dead letters, outboxes, consumers that lag. */
@NullMarked
package shop.notification.operations;

import org.jspecify.annotations.NullMarked;
