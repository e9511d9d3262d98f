/** Real PostgreSQL, Kafka, a MongoDB wire server and a mail sink on a machine that has a JDK and nothing else. */
@NullMarked
package shop.local.infra;

import org.jspecify.annotations.NullMarked;
