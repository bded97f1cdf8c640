package dev.imbrex.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.spi.DeviceKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each class of device has its row, and no row asks for more than a device has. */
class TraitsTest {
  private static Traits of(DeviceKind kind, String vendor, String platform, boolean ownLocal) {
    return Traits.of(new Traits.Facts(kind, vendor, platform, ownLocal));
  }

  @ParameterizedTest
  @CsvSource({
    "CPU, GenuineIntel, Portable Computing Language, false, CPU",
    "CPU, AuthenticAMD, Portable Computing Language, true, CPU",
    "ACCELERATOR, University of Bristol, Oclgrind, true, simulator",
    "GPU, NVIDIA Corporation, NVIDIA CUDA, true, NVIDIA GPU",
    "GPU, 'Advanced Micro Devices, Inc.', AMD, true, AMD GPU",
    "GPU, Intel(R) Corporation, Intel(R) OpenCL, true, Intel GPU",
    "GPU, ARM, ARM Platform, false, no local memory of its own",
    "GPU, QUALCOMM, Snapdragon, true, any other",
    "ACCELERATOR, Xilinx, Xilinx, true, any other"
  })
  void everyClassOfDeviceHasItsRow(
      DeviceKind kind, String vendor, String platform, boolean ownLocal, String row) {
    assertEquals(row, of(kind, vendor, platform, ownLocal).why());
  }

  @Test
  void aGroupNeverHasMoreWorkItemsThanTheDeviceTakes() {
    Traits gpu = of(DeviceKind.GPU, "NVIDIA", "", true);
    for (int most : new int[] {1, 3, 16, 64, 100, 1024}) {
      Traits t = gpu.within(most, 32 << 10);
      assertTrue(t.workGroup() <= most && t.cooperating() <= most, most + ": " + t);
      assertTrue(t.workGroup() >= 1 && t.cooperating() >= 1, most + ": " + t);
      assertEquals(most >= 16, t.localTiles(), most + ": " + t);
    }
  }

  @Test
  void withoutLocalMemoryNobodyCooperates() {
    Traits t = of(DeviceKind.GPU, "NVIDIA", "", true).within(1024, 0);
    assertFalse(t.localTiles());
    assertEquals(1, t.cooperating());
  }
}
