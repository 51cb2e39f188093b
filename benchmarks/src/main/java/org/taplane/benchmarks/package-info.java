/** JMH benchmarks of the data plane; {@code scripts/jmh} runs them. */
@NullMarked
package org.taplane.benchmarks;

import org.jspecify.annotations.NullMarked;
