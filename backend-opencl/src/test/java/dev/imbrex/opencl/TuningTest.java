package dev.imbrex.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Value;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ConvBiasActivation;
import dev.imbrex.op.composite.ConvBiasActivationConcat;
import dev.imbrex.opencl.fault.SmallTraining;
import dev.imbrex.opencl.run.ProgramFolder;
import dev.imbrex.opencl.tune.OpShape;
import dev.imbrex.opencl.tune.TuningFile;
import dev.imbrex.opencl.tune.TuningRecord;
import dev.imbrex.program.Program;
import dev.imbrex.program.ProgramBuilder;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.CompileOptions;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.Executable;
import dev.imbrex.spi.TunedOp;
import dev.imbrex.spi.TuningLevel;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a device decides how its ops are run. */
class TuningTest {
  @RegisterExtension final OnDevice device = new OnDevice();

  @TempDir Path folder;

  @AfterEach
  void doNotTune() {
    System.clearProperty(Tuning.LEVEL);
  }

  private Backend open() {
    return device.open(device.driver(), d -> ProgramFolder.cache(folder));
  }

  private List<HostTensor> train() {
    try (Backend b = open()) {
      return SmallTraining.run(b);
    }
  }

  private static List<TunedOp> tune(Backend b, TuningLevel level, List<String> told) {
    return b.tune(SmallTraining.step(), CompileOptions.DEFAULT, level, told::add);
  }

  /** Writes a record that names ways for the ops of the small training. */
  private void know(Path at, Map<Class<?>, String> ways) throws IOException {
    List<TuningRecord.Entry> entries = new ArrayList<>();
    for (Program.Node n : SmallTraining.step().nodes()) {
      String way = ways.get(n.op().getClass());
      if (way != null) {
        String op = new OpShape(n.op(), n.inputTypes()).text();
        entries.add(new TuningRecord.Entry(op, way, 1, "registers", 2, 0, TuningLevel.FULL));
      }
    }
    TuningFile.write(at, device.device().info(), TuningRecord.of(entries, List.of()));
  }

  private String explain() {
    try (Backend b = open();
        Executable e = b.compile(SmallTraining.step(), CompileOptions.DEFAULT)) {
      return e.explain();
    }
  }

  @Test
  void theSecondStartMeasuresAndCompilesNothingAndGivesTheSameBits() {
    System.setProperty(Tuning.LEVEL, "quick");
    List<HostTensor> first = train();
    assertTrue(Files.exists(folder.resolve(TuningFile.NAME)), "it was tuned");
    assertTrue(device.counting().sourcesCompiled() > 0);
    device.counting().forgetCalls();
    List<HostTensor> second = train();
    assertEquals(0, device.counting().sourcesCompiled());
    for (int i = 0; i < first.size(); i++) {
      assertTrue(first.get(i).sameBits(second.get(i)), "result " + i);
    }
    try (Backend b = open()) {
      List<String> told = new ArrayList<>();
      List<TunedOp> ops = tune(b, TuningLevel.QUICK, told);
      assertEquals(List.of(), told);
      assertEquals(
          List.of("ConvBiasActivation", "Conv2dFilterGrad", "Conv2dInputGrad"),
          ops.stream().map(t -> t.op().name()).toList());
      for (TunedOp t : ops) {
        assertTrue(t.beforeNanos() >= t.afterNanos() && t.afterNanos() > 0, t::toString);
        assertEquals(0, t.failed(), t::toString);
        assertEquals(t.after(), b.implementations(t.op(), t.inputs()).get(0));
      }
    }
  }

  @Test
  void whatTheRecordNamesIsTaken() throws IOException {
    String usual = explain();
    know(
        folder.resolve(TuningFile.NAME),
        Map.of(ConvBiasActivation.class, "registers-2x4x2", Conv2dFilterGrad.class, "local"));
    String known = explain();
    assertFalse(usual.contains("gemm_private 2x8 rows"), usual);
    assertTrue(known.contains("gemm_private 2x8 rows"), known);
    assertTrue(known.contains("gemm_local"), known);
  }

  /** Two convolutions of one picture whose results lie side by side. */
  private static Program joined() {
    ProgramBuilder b = new ProgramBuilder();
    List<ConvBiasActivation> branches = new ArrayList<>();
    List<Value> in = new ArrayList<>();
    Value x = b.input(TensorType.f32(2, 5, 6, 4));
    for (int kernel : new int[] {1, 3}) {
      Window window = Window.of(kernel, 1, Padding.SAME);
      Activation relu = Activation.of(ActivationFn.RELU);
      branches.add(new ConvBiasActivation(window, 1, relu, false));
      in.add(x);
      in.add(b.input(TensorType.f32(kernel, kernel, 4, 24)));
      in.add(b.input(TensorType.f32(24)));
    }
    b.emit(new ConvBiasActivationConcat(branches), in).forEach(b::output);
    return b.build();
  }

  private String explainJoined() {
    try (Backend b = open();
        Executable e = b.compile(joined(), CompileOptions.DEFAULT)) {
      return e.explain();
    }
  }

  @Test
  void branchesAreTunedOneByOneAndEachGoesInItsWay() throws IOException {
    Program.Node node = joined().nodes().get(0);
    List<OpShape> shapes = OpShape.within(node.op(), node.inputTypes());
    assertEquals(2, shapes.size());
    try (Backend b = open()) {
      List<String> told = new ArrayList<>();
      List<TunedOp> ops = b.tune(joined(), CompileOptions.DEFAULT, TuningLevel.QUICK, told::add);
      assertEquals(
          shapes, ops.stream().map(t -> new OpShape(t.op(), t.inputs())).toList(), told::toString);
    }
    List<TuningRecord.Entry> entries = new ArrayList<>();
    for (String way : List.of("registers-2x4x2", "local")) {
      String op = shapes.get(entries.size()).text();
      entries.add(new TuningRecord.Entry(op, way, 1, "registers", 2, 0, TuningLevel.FULL));
    }
    Path at = folder.resolve(TuningFile.NAME);
    TuningFile.write(at, device.device().info(), TuningRecord.of(entries, List.of()));
    String known = explainJoined();
    assertTrue(known.matches("(?s).*gemm_private 2x8 rows.*gemm_local.*"), known);

    // Where one of them is not known, all go as usual.
    TuningFile.write(at, device.device().info(), TuningRecord.of(entries.subList(0, 1), List.of()));
    assertFalse(explainJoined().contains("gemm_private 2x8 rows"));
  }

  @Test
  void whatThisDeviceDoesNotHaveIsPassedOver() throws IOException {
    String usual = explain();
    know(
        folder.resolve(TuningFile.NAME),
        Map.of(ConvBiasActivation.class, "registers-5x4x2", Conv2dFilterGrad.class, "magic"));
    assertEquals(usual, explain());
  }

  @Test
  void partsOfASumAreThoseOfTheRecord() throws IOException {
    know(folder.resolve(TuningFile.NAME), Map.of(Conv2dFilterGrad.class, "registers-4x4x1-s3"));
    assertTrue(explain().contains("split 3"));
  }

  @Test
  void exportedProgramsBringTheRecordWithThem() throws IOException {
    know(folder.resolve(TuningFile.NAME), Map.of(ConvBiasActivation.class, "registers-2x4x2"));
    Path exported = folder.resolve("exported");
    List<HostTensor> first;
    try (Backend b = open()) {
      first = SmallTraining.run(b);
      assertTrue(b.exportKernels(exported).contains(TuningFile.NAME));
    }
    device.counting().forgetCalls();
    try (Backend b = device.open(device.driver(), d -> ProgramFolder.binaries(exported))) {
      List<HostTensor> second = SmallTraining.run(b);
      assertTrue(first.get(3).sameBits(second.get(3)));
      assertEquals(0, device.counting().sourcesCompiled());
      List<String> told = new ArrayList<>();
      assertThrows(BackendUnavailableException.class, () -> tune(b, TuningLevel.QUICK, told));
    }
  }

  @Test
  void aRecordGoesFromDeviceToDevice() throws IOException {
    Path file = folder.resolve("file.jsonl");
    know(file, Map.of(ConvBiasActivation.class, "registers-2x4x2"));
    try (Backend b = open()) {
      assertEquals(1, b.importTuning(file));
      assertEquals(1, tune(b, TuningLevel.NONE, new ArrayList<>()).size());
      assertEquals(1, b.exportTuning(folder.resolve("again.jsonl")));
    }
    assertEquals(
        Files.readString(file), Files.readString(folder.resolve("again.jsonl")), "and back");
    assertTrue(explain().contains("gemm_private 2x8 rows"));
  }

  @Test
  void aRecordOfAnotherDeviceOrNoRecordIsRefused() throws IOException {
    Path file = folder.resolve("file.jsonl");
    DeviceInfo d = device.device().info();
    DeviceInfo other =
        new DeviceInfo(
            d.id(),
            "Another device",
            d.vendor(),
            d.kind(),
            d.memoryBytes(),
            d.maxBufferBytes(),
            d.alignmentBytes(),
            d.version(),
            d.notes());
    TuningFile.write(file, other, TuningRecord.EMPTY);
    Path text = Files.writeString(folder.resolve("text"), "hello");
    try (Backend b = open()) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> b.importTuning(file));
      assertTrue(e.getMessage().contains("is of the device 'Another device'"), e.getMessage());
      e = assertThrows(IllegalArgumentException.class, () -> b.importTuning(text));
      assertTrue(e.getMessage().contains("is not a tuning record"), e.getMessage());
    }
  }

  @Test
  void aLevelThatThereIsNotIsRefused() {
    System.setProperty(Tuning.LEVEL, "much");
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, this::open);
    assertTrue(e.getMessage().contains("none, quick or full, but is 'much'"), e.getMessage());
  }
}
