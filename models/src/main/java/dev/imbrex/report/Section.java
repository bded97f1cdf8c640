package dev.imbrex.report;

/** A part of a report, under a heading of its own. */
interface Section {
  /** Returns the heading. */
  String title();

  /** Writes what is below the heading. */
  void write(Markup page);
}
