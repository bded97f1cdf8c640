package dev.imbrex.backend;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendUnavailableException;
import java.util.List;
import java.util.Optional;

/**
 * Finds backends and opens a device.
 *
 * <p>What is asked for is, in this order, the argument, {@code -Dimbrex.backend} or {@code
 * IMBREX_BACKEND}: {@code auto}, the name of a backend ({@code cpu}, {@code opencl}, …), one with a
 * device's number ({@code opencl:1}) or with part of a device's name ({@code opencl:radeon}).
 * {@code auto}, which is also the default, takes the first of: a GPU, {@code cpu}, OpenCL on a CPU,
 * another accelerator, {@code reference}. A device is only opened if it computes a small
 * convolution and its gradients right; devices with drivers are tried in a child process, once per
 * driver version.
 */
public final class Backends {
  private Backends() {}

  /**
   * Opens the device that property or environment ask for, else the best one, and logs which and
   * why.
   *
   * @throws BackendUnavailableException if there is none; lists every candidate with reason and
   *     remedy
   */
  public static Backend select() {
    return select("");
  }

  /**
   * Opens the device that is asked for and logs which and why.
   *
   * @param request as the class comment says; blank asks the property and the environment
   * @throws BackendUnavailableException if there is none; lists every candidate with reason and
   *     remedy
   */
  public static Backend select(String request) {
    Choice choice = choose(request);
    System.getLogger(Backends.class.getName()).log(System.Logger.Level.INFO, choice.explanation());
    return choice.backend();
  }

  /**
   * Opens the device that is asked for and says in one line which and why.
   *
   * @param request as for {@link #select(String)}
   * @throws BackendUnavailableException if there is none
   */
  public static Choice choose(String request) {
    Settings settings = Settings.ofProcess();
    return selector(settings).select(Request.of(request, settings), true);
  }

  /**
   * Opens the device that is asked for without testing it first: for those who test devices
   * themselves, such as the conformance kit.
   *
   * @param request as for {@link #select(String)}
   * @throws BackendUnavailableException if there is none
   */
  public static Choice chooseUntested(String request) {
    Settings settings = Settings.ofProcess();
    return selector(settings).select(Request.of(request, settings), false);
  }

  /** Returns every device, tested anew, the most wanted first. */
  public static List<DeviceStatus> devices() {
    return survey("").devices();
  }

  /**
   * Returns every device, tested anew, and every backend without one.
   *
   * @param request as for {@link #select(String)}: which device counts as the default
   */
  public static Survey survey(String request) {
    Settings settings = Settings.ofProcess();
    return selector(settings).survey(Request.of(request, settings));
  }

  /**
   * Runs the self-test on an open device, in this process.
   *
   * @return what is wrong with it; empty if it passes
   */
  public static Optional<String> selfTest(Backend backend) {
    return SelfTest.run(backend);
  }

  /** Returns what {@link #survey} finds, as text. */
  public static String report() {
    return survey("").toString();
  }

  private static Selector selector(Settings settings) {
    return new Selector(Discovery.candidates(), SelfTestRunner.of(settings));
  }
}
