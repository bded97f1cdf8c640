package dev.imbrex.cli;

import dev.imbrex.backend.DeviceStatus;
import dev.imbrex.backend.MissingBackend;
import dev.imbrex.backend.Survey;
import dev.imbrex.spi.DeviceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Looks at devices and, on Linux, at what stands between them and OpenCL.
 *
 * @param root where the file system begins; another folder in tests
 */
record DeviceCheckup(Survey survey, Path root) {
  /** PCI numbers of those who make GPUs, and what brings OpenCL to them on Debian and Ubuntu. */
  private static final Map<String, List<String>> VENDORS =
      Map.of(
          "0x1002", List.of("AMD", "sudo apt install mesa-opencl-icd, or ROCm from AMD"),
          "0x8086", List.of("Intel", "sudo apt install intel-opencl-icd"),
          "0x10de", List.of("NVIDIA", "sudo apt install nvidia-opencl-icd"));

  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    for (DeviceStatus d : survey.devices()) {
      String name = d.device().name() + ", " + d.device().version();
      all.add(
          d.passed()
              ? Finding.ok(d.device().id(), name + (d.isDefault() ? " (the default)" : ""))
              : Finding.wrong(
                  d.device().id(),
                  name + " fails its self-test: " + d.reason(),
                  "update its driver, and send the output of ./imbrex conformance --backend "
                      + d.device().id()));
    }
    for (MissingBackend m : survey.missing()) {
      all.add(Finding.better(m.name(), m.reason(), m.remedy()));
    }
    if (survey.devices().stream().noneMatch(DeviceStatus::passed)) {
      all.add(Finding.wrong("devices", "no device works", "see the reasons above"));
    }
    drivers(all);
    permissions(all);
    return all;
  }

  private void drivers(List<Finding> all) {
    boolean gpu = survey.devices().stream().anyMatch(d -> d.device().kind() == DeviceKind.GPU);
    for (Path card : list("sys/class/drm", "card[0-9]+")) {
      List<String> vendor = VENDORS.get(read(card.resolve("device/vendor")));
      if (vendor != null && !gpu) {
        all.add(
            Finding.better(
                card.getFileName().toString(),
                "there is a GPU of " + vendor.get(0) + ", but no OpenCL driver shows one",
                vendor.get(1)));
      }
    }
    List<Path> icds = list("etc/OpenCL/vendors", ".*\\.icd");
    if (!icds.isEmpty()) {
      all.add(
          Finding.ok(
              "drivers",
              String.join(", ", icds.stream().map(p -> p.getFileName().toString()).toList())));
    }
  }

  private void permissions(List<Finding> all) {
    for (Path node : list("dev/dri", "renderD[0-9]+")) {
      if (!Files.isReadable(node) || !Files.isWritable(node)) {
        all.add(
            Finding.wrong(
                "/dev/dri/" + node.getFileName(),
                "you may not use the GPU behind it",
                "sudo usermod -aG render,video $USER, then log in again"));
      }
    }
  }

  private List<Path> list(String folder, String pattern) {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files.filter(f -> f.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
