/**
 * Trainings in processes of their own that are killed, resumed and compared with undisturbed ones.
 *
 * <p>{@link dev.imbrex.survival.KillCampaign} does it as often as one likes, {@link
 * dev.imbrex.survival.SurvivalTest} a few times.
 */
package dev.imbrex.survival;
