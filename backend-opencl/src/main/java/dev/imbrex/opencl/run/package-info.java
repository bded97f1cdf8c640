/**
 * An open device at run time: {@link dev.imbrex.opencl.run.Session} has the context, the queue, the
 * memory and the built programs; a {@link dev.imbrex.opencl.run.Launch} is a kernel with its
 * arguments, ready to be enqueued.
 *
 * <p>Called by the lowering of ops and by the backend. It knows nothing of ops.
 */
@NullMarked
package dev.imbrex.opencl.run;

import org.jspecify.annotations.NullMarked;
