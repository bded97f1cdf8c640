package dev.imbrex.backend;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.support.InterpretedBackend;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The backend of this module's tests, found as any other. Devices that it does not list can be
 * opened and misbehave: {@code interpreted:crash}, {@code interpreted:hang}, {@code
 * interpreted:wrong}, {@code interpreted:asks} without the property {@link #ASKED}.
 */
public final class InterpretedProvider implements BackendProvider {
  static final String ASKED = "imbrex.interpreted.asked";

  @Override
  public String name() {
    return "interpreted";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public boolean runsNativeCode() {
    return false;
  }

  @Override
  public Availability probe() {
    try (Backend b = new InterpretedBackend()) {
      return new Availability.Available(List.of(b.device()));
    }
  }

  static DeviceInfo device(String id) {
    try (Backend b = new InterpretedBackend()) {
      DeviceInfo d = b.device();
      return new DeviceInfo(
          id,
          d.name(),
          d.vendor(),
          d.kind(),
          d.memoryBytes(),
          d.maxBufferBytes(),
          d.alignmentBytes(),
          d.version(),
          d.notes());
    }
  }

  @Override
  public Backend open(String deviceId) {
    switch (deviceId) {
      case "interpreted:crash" -> Runtime.getRuntime().halt(134);
      case "interpreted:hang" -> hang();
      case "interpreted:asks" -> {
        if (System.getProperty(ASKED) == null) {
          throw new BackendUnavailableException("The property " + ASKED + " is not set.");
        }
      }
      case "interpreted:wrong" -> {
        return wrong(new InterpretedBackend());
      }
      default -> {}
    }
    return new InterpretedBackend();
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the backend with buffers that give a first byte that is not what was written. */
  static Backend wrong(Backend right) {
    return wrap(
        Backend.class,
        right,
        (method, args, result) ->
            method.equals("allocate")
                ? wrap(
                    dev.imbrex.spi.Buffer.class,
                    (dev.imbrex.spi.Buffer) result,
                    (m, a, r) -> {
                      if (m.equals("read")) {
                        ByteBuffer dst = (ByteBuffer) a[1];
                        dst.put(0, (byte) (dst.get(0) ^ 1));
                      }
                      return r;
                    })
                : result);
  }

  /** Says what a wrapped object returns. */
  interface After {
    Object apply(String method, Object[] args, Object result);
  }

  static <T> T wrap(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                after.apply(method.getName(), args, method.invoke(target, args))));
  }
}
