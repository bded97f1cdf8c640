package dev.imbrex.opencl;

/**
 * What OpenCL tells about one of its devices.
 *
 * @param platform the name of the driver that offers it
 */
record ClDevice(String platform, String name) {}
