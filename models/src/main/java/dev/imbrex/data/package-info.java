/**
 * Data sets of pictures: the generated digits, readers of published formats, and how their bytes
 * become the numbers that a network sees.
 *
 * <p>Pictures of one's own are read by {@link dev.imbrex.data.PictureFolder} from a folder with a
 * sub-folder per class, and one by one by {@link dev.imbrex.data.PictureFile}. Loading never
 * touches the network: {@link dev.imbrex.data.DataSource#lacking} says what is not there, and
 * {@link dev.imbrex.data.Downloader} fetches it.
 *
 * <p>Pictures are kept as the bytes they come in; {@link dev.imbrex.data.Normalization} turns them
 * into floats when a batch is read. Used by the command line and by anybody's Java. A new data set
 * is a class here and an entry in {@link dev.imbrex.data.DataSets}; a format that others use too is
 * a reader of its own.
 */
@NullMarked
package dev.imbrex.data;

import org.jspecify.annotations.NullMarked;
