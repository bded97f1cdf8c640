/** Deeplearning4j. */
@NullMarked
package dev.imbrex.bench.dl4j;

import org.jspecify.annotations.NullMarked;
