/** What judges or changes frames on their way through a forwarder: one package a feature, one declared order. */
@NullMarked
package org.taplane.dataplane.feature;

import org.jspecify.annotations.NullMarked;
