/**
 * Event files that TensorBoard reads: {@link dev.imbrex.train.tensorboard.TensorBoardLog} writes
 * them.
 *
 * <p>The format is small enough to be written by hand, as this module needs nothing but the JDK and
 * the library of protocol buffers has 1.7 MB for the seven fields used here: records framed with
 * checksums ({@link dev.imbrex.train.tensorboard.RecordFile}) that hold protocol buffers with a
 * handful of fields ({@link dev.imbrex.train.tensorboard.Event}). Another kind of value, such as a
 * histogram, is another field there.
 */
@NullMarked
package dev.imbrex.train.tensorboard;

import org.jspecify.annotations.NullMarked;
