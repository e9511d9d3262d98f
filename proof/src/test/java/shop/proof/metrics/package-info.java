/** What Prometheus makes of the fleet's metrics: dashboards are answered, and alerts fire. */
@NullMarked
package shop.proof.metrics;

import org.jspecify.annotations.NullMarked;
