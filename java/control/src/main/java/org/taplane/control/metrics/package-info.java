/** What the switch measures of itself, as Prometheus and those that speak its formats read it. */
@NullMarked
package org.taplane.control.metrics;

import org.jspecify.annotations.NullMarked;
