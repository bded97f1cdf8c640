/**
 * Damaged and malicious files, made from a seed, for every format that the library reads.
 *
 * <p>A new format is a {@link dev.imbrex.hostile.Format} and its line in {@link
 * dev.imbrex.hostile.Formats}; {@link dev.imbrex.hostile.HostileFilesTest} reads some hundred files
 * of each, {@link dev.imbrex.hostile.HostileCampaign} as many as one likes.
 */
package dev.imbrex.hostile;
