/** Frames that people ask about: made of a few words, or read from a capture. */
@NullMarked
package org.taplane.control.frame;

import org.jspecify.annotations.NullMarked;
