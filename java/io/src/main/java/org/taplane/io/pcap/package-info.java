/** What libpcap does for the switch: it compiles the filters of captures. */
@NullMarked
package org.taplane.io.pcap;

import org.jspecify.annotations.NullMarked;
