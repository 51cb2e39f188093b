/** The pcapng file format (draft-ietf-opsawg-pcapng), as far as captures need it: written here, and read block by block. */
@NullMarked
package org.taplane.control.pcapng;

import org.jspecify.annotations.NullMarked;
