/**
 * The test kit: namespaces, links, switches under test, raw ports that inject and capture, and checks that read like a
 * specification. Everything here uses the real kernel and removes what it made, also after a failed test.
 */
@NullMarked
package org.taplane.it.kit;

import org.jspecify.annotations.NullMarked;
