/**
 * What a backend implements: {@link dev.imbrex.spi.BackendProvider}, found by {@code
 * ServiceLoader}, opens a {@link dev.imbrex.spi.Backend}, which compiles programs.
 *
 * <p>The SPI is a compiler, not a list of calls. {@code dev.imbrex.spi.support} has the easy way to
 * write a backend. What changes here changes for every vendor: additions come with a default.
 */
@NullMarked
package dev.imbrex.spi;

import org.jspecify.annotations.NullMarked;
