/**
 * Pictures of what a network has learned, and the page about a run that shows them.
 *
 * <p>{@link dev.imbrex.report.Gallery} makes the pictures: filters, feature maps, what excites a
 * filter most. {@link dev.imbrex.report.Report} writes the page: one file that needs nothing else,
 * no script, no network. Every part of the page is a {@link dev.imbrex.report.Section}; a new part
 * is a new one, listed in {@link dev.imbrex.report.Report}. Text gets onto the page only through
 * {@link dev.imbrex.report.Markup}, which escapes it. Used by the command line.
 */
@NullMarked
package dev.imbrex.report;

import org.jspecify.annotations.NullMarked;
