/** ONNX Runtime. */
@NullMarked
package dev.imbrex.bench.onnxruntime;

import org.jspecify.annotations.NullMarked;
