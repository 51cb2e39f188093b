/**
 * From the configuration that runs to the one that is wanted: what differs, in which order it is changed, and how a change
 * that fails is taken back. Nothing here touches a device; who does is told {@link org.taplane.control.reconcile.Change}s.
 */
@NullMarked
package org.taplane.control.reconcile;

import org.jspecify.annotations.NullMarked;
