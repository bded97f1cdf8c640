/**
 * Finding backends and choosing a device: {@link dev.imbrex.backend.Backends}.
 *
 * <p>Discovery survives providers that are broken, selection says why it chose what it chose, and
 * no device is used that fails a small test against the oracle. Applications and the command line
 * call this; layers and training never do, they are given a backend. What every backend needs
 * belongs in {@code dev.imbrex.spi}, not here.
 */
@NullMarked
package dev.imbrex.backend;

import org.jspecify.annotations.NullMarked;
