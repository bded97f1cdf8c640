package dev.imbrex.backend;

import dev.imbrex.spi.DeviceInfo;

/**
 * A device and whether it can be trusted.
 *
 * @param provider the name of the provider it belongs to
 * @param passed whether it passed the self-test
 * @param reason why it did not; empty if it did
 * @param isDefault whether it is what {@link Backends#select()} would take
 */
public record DeviceStatus(
    String provider, DeviceInfo device, boolean passed, String reason, boolean isDefault) {}
