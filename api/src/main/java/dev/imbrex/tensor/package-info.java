/**
 * Types of tensors and tensors on the host: {@link dev.imbrex.tensor.DType}, {@link
 * dev.imbrex.tensor.Shape}, {@link dev.imbrex.tensor.TensorType} and {@link
 * dev.imbrex.tensor.HostTensor}.
 *
 * <p>The bottom of the house: everything may use it, it uses nothing but the JDK. Only what
 * describes or holds plain numbers belongs here; what computes belongs in {@code dev.imbrex.op}.
 */
@NullMarked
package dev.imbrex.tensor;

import org.jspecify.annotations.NullMarked;
