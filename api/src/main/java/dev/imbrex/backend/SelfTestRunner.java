package dev.imbrex.backend;

import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import java.util.Optional;

/** Tries out devices: in this process if they run Java only, else in a child process. */
final class SelfTestRunner implements Tester {
  private final SelfTestMemory memory;
  private final Tester child;

  SelfTestRunner(SelfTestMemory memory, Tester child) {
    this.memory = memory;
    this.child = child;
  }

  /** Returns the one that tests and remembers as the settings say. */
  static SelfTestRunner of(Settings settings) {
    return new SelfTestRunner(
        new SelfTestMemory(CacheFolder.find(settings)), new ChildProcess(settings));
  }

  @Override
  public Verdict test(BackendProvider provider, DeviceInfo device) {
    if (!provider.runsNativeCode()) {
      return here(provider, device.id());
    }
    Optional<Verdict> known = memory.recall(provider.name(), device);
    return known.orElseGet(() -> retest(provider, device));
  }

  @Override
  public Verdict retest(BackendProvider provider, DeviceInfo device) {
    if (!provider.runsNativeCode()) {
      return here(provider, device.id());
    }
    Verdict verdict = child.test(provider, device);
    memory.remember(provider.name(), device, verdict);
    return verdict;
  }

  /** Tests a device in this process. */
  static Verdict here(BackendProvider provider, String deviceId) {
    try (Backend backend = provider.open(deviceId)) {
      return SelfTest.run(backend).map(Verdict::fail).orElse(Verdict.PASS);
    } catch (BackendUnavailableException e) {
      // Who uses the device now and how this process is set up may have to do with it.
      return Verdict.failForNow(Discovery.describe(e));
    } catch (Throwable e) {
      Discovery.rethrowIfFatal(e);
      return Verdict.fail(Discovery.describe(e));
    }
  }
}
