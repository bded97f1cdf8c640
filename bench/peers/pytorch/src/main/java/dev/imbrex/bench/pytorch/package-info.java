/** PyTorch, by the Deep Java Library. */
@NullMarked
package dev.imbrex.bench.pytorch;

import org.jspecify.annotations.NullMarked;
