/**
 * The command line {@code imbrex}, one file per command.
 *
 * <p>A command throws what went wrong; {@link dev.imbrex.cli.Failures} makes one sentence and an
 * exit code of it. Commands of other modules are found through {@link
 * dev.imbrex.spi.CommandProvider}. What a run leaves behind is read and written by {@link
 * dev.imbrex.cli.Run}.
 */
@NullMarked
package dev.imbrex.cli;

import org.jspecify.annotations.NullMarked;
