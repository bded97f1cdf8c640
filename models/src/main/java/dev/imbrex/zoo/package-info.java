/**
 * Networks by name: {@link dev.imbrex.zoo.Zoo} lists them. A new one is a factory in a file of its
 * kind and a line in the list, with its parameter count in {@code ZooTest}.
 */
@NullMarked
package dev.imbrex.zoo;

import org.jspecify.annotations.NullMarked;
