package org.taplane.daemon;

import org.taplane.io.netns.NamespaceNames;
import org.taplane.io.shard.Loop;
import org.taplane.io.tap.FlowSteering;

/**
 * What ports with devices share.
 *
 * @param control the loop on which devices are followed and tried for
 */
record DeviceContext(Loop control, NamespaceNames names, FlowSteering steering) {}
