package dev.imbrex.backend;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds providers through {@link ServiceLoader}. One that is broken, in whatever way, becomes a
 * candidate that says so and disturbs no other.
 */
final class Discovery {
  /** After so many failures in one class loader the rest of it is given up. */
  private static final int MAX_FAILURES = 100;

  private static final String REINSTALL =
      "Remove its jar from the class path, or use one that fits this version of Imbrex.";

  private Discovery() {}

  /** Returns all candidates that the calling thread's and the library's class loader see. */
  static List<Candidate> candidates() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    ClassLoader own = Discovery.class.getClassLoader();
    if (own != null) {
      loaders.add(own);
    }
    return candidates(loaders);
  }

  /** Returns all candidates that these class loaders see, by name. */
  static List<Candidate> candidates(Set<ClassLoader> loaders) {
    List<Candidate> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ClassLoader loader : loaders) {
      search(loader, seen, found);
    }
    found.sort(Comparator.comparing(Candidate::name));
    return found;
  }

  private static void search(ClassLoader loader, Set<String> seen, List<Candidate> found) {
    step(
        loader,
        entry -> {
          if (seen.add(entry.type().getName())) {
            found.add(examine(entry));
          }
        },
        e -> {
          if (seen.add(describe(e))) {
            Availability broken = broken(e);
            found.add(new Candidate("(unknown)", null, () -> broken));
          }
        });
  }

  /** Goes through all entries that a class loader sees, whatever some of them throw. */
  static void step(
      ClassLoader loader,
      Consumer<ServiceLoader.Provider<BackendProvider>> entry,
      Consumer<Throwable> failure) {
    Iterator<ServiceLoader.Provider<BackendProvider>> entries =
        ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!entries.hasNext()) {
          return;
        }
        entry.accept(entries.next());
      } catch (Throwable e) {
        rethrowIfFatal(e);
        failures++;
        failure.accept(e);
      }
    }
  }

  private static Candidate examine(ServiceLoader.Provider<BackendProvider> entry) {
    String name = entry.type().getName();
    try {
      BackendProvider provider = entry.get();
      @Nullable String given = provider.name();
      return new Candidate(given == null ? name : given, provider, () -> probe(provider));
    } catch (Throwable e) {
      rethrowIfFatal(e);
      Availability broken = broken(e);
      return new Candidate(name, null, () -> broken);
    }
  }

  private static Availability probe(BackendProvider provider) {
    try {
      int version = provider.spiVersion();
      if (version != BackendProvider.SPI_VERSION) {
        return wrongVersion(version, BackendProvider.SPI_VERSION);
      }
      @Nullable Availability a = provider.probe();
      if (a == null) {
        throw new IllegalStateException("its probe returned null");
      }
      return a;
    } catch (Throwable e) {
      rethrowIfFatal(e);
      return broken(e);
    }
  }

  private static Availability broken(Throwable e) {
    return new Availability.Unavailable(
        "The provider failed: " + describe(e), REINSTALL, Optional.of(e));
  }

  private static Availability wrongVersion(int theirs, int ours) {
    return new Availability.Unavailable(
        "It was built for version "
            + theirs
            + " of the backend interface, but this is "
            + ours
            + ".",
        theirs < ours
            ? "Use a newer version of this backend."
            : "Use a newer version of Imbrex, or an older one of this backend.",
        Optional.empty());
  }

  /** Rethrows what says that the virtual machine is in trouble. */
  static void rethrowIfFatal(Throwable e) {
    if (e instanceof VirtualMachineError fatal) {
      throw fatal;
    }
  }

  /** Returns what went wrong in one line, the innermost cause included. */
  static String describe(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String text = text(e);
    return root == e || text.contains(text(root)) ? text : text + " (" + text(root) + ")";
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    String name = e.getClass().getSimpleName();
    return (message == null ? name : name + ": " + message).replaceAll("\\s*\\R\\s*", " ");
  }
}
