/**
 * Networks by name: {@link dev.imbrex.zoo.Zoo} lists them. A new one is a factory in the file of
 * its family, which cites the paper, and a line in the list, with its parameter count in {@code
 * ZooTest}, the sizes of its results in {@code StagesTest} and a line in {@code docs/zoo.md}.
 */
@NullMarked
package dev.imbrex.zoo;

import org.jspecify.annotations.NullMarked;
