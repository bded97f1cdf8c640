/**
 * {@link dev.imbrex.conformance.contract.AssertingBackend}: a decorator that holds both sides of
 * the SPI to its contract, for tests of whatever uses a backend.
 */
@NullMarked
package dev.imbrex.conformance.contract;

import org.jspecify.annotations.NullMarked;
