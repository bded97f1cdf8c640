package dev.imbrex.op;

/**
 * An op of the small fixed set that every backend handles.
 *
 * <p>The set is frozen within a major version: minor versions add composites only.
 */
public sealed interface CoreOp extends Op
    permits Conv2d,
        Conv2dInputGrad,
        Conv2dFilterGrad,
        MaxPool2d,
        MaxPool2dGrad,
        AvgPool2d,
        AvgPool2dGrad,
        MatMul,
        Unary,
        Binary,
        Compare,
        Select,
        Cast,
        Reduce,
        ArgReduce,
        Broadcast,
        Reshape,
        Transpose,
        Pad,
        Crop,
        Concat,
        Constant,
        Iota,
        RandomBits {}
