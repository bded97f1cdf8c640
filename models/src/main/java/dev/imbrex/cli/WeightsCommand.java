package dev.imbrex.cli;

import picocli.CommandLine.Command;

/** Looks into files of weights, and writes them. */
@Command(
    name = "weights",
    description = "Shows what is in a file of weights, or writes those of a run.",
    subcommands = {WeightsShowCommand.class, WeightsExportCommand.class},
    mixinStandardHelpOptions = true)
final class WeightsCommand {}
