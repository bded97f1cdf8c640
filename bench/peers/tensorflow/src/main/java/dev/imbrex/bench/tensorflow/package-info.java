/** TensorFlow, by its Java API. */
@NullMarked
package dev.imbrex.bench.tensorflow;

import org.jspecify.annotations.NullMarked;
