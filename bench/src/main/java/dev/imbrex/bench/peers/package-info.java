/**
 * Imbrex beside other libraries on the JVM: the same networks, batches, threads and data, in turns.
 *
 * <p>{@link dev.imbrex.bench.peers.Comparison} starts one process for each library and lets one of
 * them work at a time. A library is a module of its own under {@code bench/peers}, built in the
 * profile {@code peers} only, with a main class that hands a {@link
 * dev.imbrex.bench.peers.PeerSession} to {@link dev.imbrex.bench.peers.PeerProcess}. {@link
 * dev.imbrex.bench.peers.GemmComparison} does the same with matrix products on an OpenCL device,
 * beside CLBlast.
 */
@NullMarked
package dev.imbrex.bench.peers;

import org.jspecify.annotations.NullMarked;
