/**
 * What all tunnels have in common that carry Ethernet frames in datagrams: remotes, outer headers, batches, congestion marks,
 * the way's MTU. A kind of tunnel adds its {@link org.taplane.dataplane.tunnel.TunnelHeader} and how it receives.
 */
@NullMarked
package org.taplane.dataplane.tunnel;

import org.jspecify.annotations.NullMarked;
