/** What tests against the real kernel share. */
@NullMarked
package org.taplane.io.testkit;

import org.jspecify.annotations.NullMarked;
