package dev.imbrex.spi;

/** What kind of hardware a device is. */
public enum DeviceKind {
  /** A graphics processor, discrete or integrated. */
  GPU,
  /** A general-purpose processor. */
  CPU,
  /** An FPGA, DSP or other accelerator. */
  ACCELERATOR
}
