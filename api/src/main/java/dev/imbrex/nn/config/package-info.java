/**
 * Options of layers, optimisers and the like as plain maps, and back.
 *
 * <p>A map holds strings, numbers, booleans, lists and maps only, so that it can be written as
 * JSON. Reading it back goes through {@link dev.imbrex.nn.config.Config}, which refuses what it
 * does not know, and a {@link dev.imbrex.nn.config.Registry}, which turns type names into objects
 * without ever using a name from a file as that of a class.
 */
@NullMarked
package dev.imbrex.nn.config;

import org.jspecify.annotations.NullMarked;
