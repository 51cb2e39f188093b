/**
 * From a file to a {@link org.taplane.control.config.Config}, or to all of its errors, each with its place. {@link
 * org.taplane.control.config.load.ConfigLoader} is the door; behind it, one reader for each section of the file, built
 * from {@link org.taplane.control.config.load.Section} (a mapping with known keys) and {@link
 * org.taplane.control.config.load.ValueReader} (one value).
 *
 * <p>A reader that meets a fault reports it to {@link org.taplane.control.config.load.Problems}, gives nothing, and lets
 * the others go on; so all faults of a file are found in one pass.
 */
@NullMarked
package org.taplane.control.config.load;

import org.jspecify.annotations.NullMarked;
