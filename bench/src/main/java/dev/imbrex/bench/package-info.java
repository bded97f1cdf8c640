/**
 * JMH benchmarks: {@code java -jar bench/target/benchmarks.jar}.
 *
 * <p>Nothing calls this. They go through the SPI, so that every backend can be measured ({@code -p
 * backend=…}). A new benchmark is a class here that reports a rate people know, such as GFLOP/s.
 */
@NullMarked
package dev.imbrex.bench;

import org.jspecify.annotations.NullMarked;
