/**
 * Files: what is written can be read back bit for bit, and nothing that is read can execute code.
 *
 * <p>Knows tensors on the host and plain maps, but neither models nor devices. A new file format is
 * a class of its own here; what is malformed ends in a {@link dev.imbrex.io.ModelFormatException}
 * that says where.
 */
@NullMarked
package dev.imbrex.io;

import org.jspecify.annotations.NullMarked;
