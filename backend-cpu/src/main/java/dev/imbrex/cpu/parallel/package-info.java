/**
 * The threads of the {@code cpu} backend: {@link dev.imbrex.cpu.parallel.Workers} runs the numbered
 * tasks of a kernel on a fixed set of threads without allocating.
 *
 * <p>Which thread runs a task never shows in the result: tasks write to different places and a
 * kernel that adds up does so in an order that depends on shapes alone.
 */
@NullMarked
package dev.imbrex.cpu.parallel;

import org.jspecify.annotations.NullMarked;
