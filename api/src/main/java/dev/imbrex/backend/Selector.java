package dev.imbrex.backend;

import dev.imbrex.spi.Availability;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;
import dev.imbrex.spi.BackendUnavailableException;
import dev.imbrex.spi.DeviceInfo;
import dev.imbrex.spi.DeviceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Chooses among candidates: the preferred device that fits the request and passes its self-test.
 */
final class Selector {
  private final List<Candidate> candidates;
  private final Tester tester;

  Selector(List<Candidate> candidates, Tester tester) {
    this.candidates = candidates;
    this.tester = tester;
  }

  /** A device and where it comes from; {@code rank} counts from 0, the most wanted. */
  private record Offer(Candidate candidate, BackendProvider provider, DeviceInfo device) {
    int rank() {
      if (provider.priority() == Integer.MIN_VALUE) {
        return 4;
      }
      DeviceKind kind = device.kind();
      if (kind == DeviceKind.GPU) {
        return 0;
      } else if (kind == DeviceKind.CPU) {
        return provider.runsNativeCode() ? 2 : 1;
      }
      return 3;
    }

    String text() {
      return device.id() + " (" + device.name() + ")";
    }
  }

  /** Returns the devices, the most wanted first; of equals in the order that the provider gives. */
  private static List<Offer> offers(List<Candidate> candidates) {
    List<Offer> offers = new ArrayList<>();
    for (Candidate c : candidates) {
      for (DeviceInfo d : c.devices()) {
        offers.add(new Offer(c, Objects.requireNonNull(c.provider()), d));
      }
    }
    offers.sort(
        Comparator.comparingInt(Offer::rank)
            .thenComparing(o -> o.provider().priority(), Comparator.reverseOrder())
            .thenComparing(o -> o.candidate().name()));
    return offers;
  }

  /**
   * Opens the first device that fits.
   *
   * @param tested whether it must pass its self-test
   */
  Choice select(Request request, boolean tested) {
    List<Candidate> asked = candidates.stream().filter(c -> request.mayBe(c.name())).toList();
    List<String> refused = new ArrayList<>();
    for (Offer o : offers(asked)) {
      if (!request.matches(o.candidate().name(), o.device())) {
        continue;
      }
      Verdict verdict = tested ? tester.test(o.provider(), o.device()) : Verdict.PASS;
      if (!verdict.passed()) {
        refused.add(o.text() + " failed its self-test: " + verdict.reason());
        continue;
      }
      try {
        Backend backend = o.provider().open(o.device().id());
        return new Choice(backend, explain(o, request, reasons(o, request, refused)));
      } catch (Throwable e) {
        Discovery.rethrowIfFatal(e);
        refused.add(o.text() + " could not be opened: " + Discovery.describe(e));
      }
    }
    throw new BackendUnavailableException(failure(request, refused));
  }

  /** Returns why nothing better was taken: what was refused and, without a GPU, what is missing. */
  private List<String> reasons(Offer o, Request request, List<String> refused) {
    List<String> all = new ArrayList<>(refused);
    if (request.isAuto() && o.rank() > 0) {
      for (Candidate c : candidates) {
        if (c.availability() instanceof Availability.Unavailable u) {
          all.add(c.name() + ": " + u.reason().replaceAll("\\s+", " "));
        }
      }
    }
    return all;
  }

  private static String explain(Offer o, Request request, List<String> refused) {
    StringBuilder s = new StringBuilder("Using ").append(o.text()).append(": ");
    if (request.isAuto()) {
      String[] why = {
        "a GPU that works",
        "no GPU was found that works",
        "neither a GPU nor the backend for plain Java works",
        "nothing but this accelerator works",
        "nothing faster works"
      };
      s.append(why[o.rank()]);
    } else {
      s.append("asked for as ").append(request.text()).append(" (").append(request.origin());
      s.append(")");
    }
    refused.forEach(r -> s.append("; ").append(r));
    return s.append(s.charAt(s.length() - 1) == '.' ? "" : ".").toString();
  }

  private String failure(Request request, List<String> refused) {
    StringBuilder s = new StringBuilder();
    s.append("No backend is available for \"").append(request.text()).append("\" (");
    s.append(request.origin()).append("), which means ").append(request.meaning());
    s.append("; choose one of those listed here, or auto.");
    refused.forEach(r -> s.append("\n  ").append(r));
    for (Candidate c : candidates) {
      if (c.availability() instanceof Availability.Unavailable u) {
        s.append("\n  ").append(c.name()).append(": not available. ");
        s.append(u.reason()).append(" ").append(u.remedy());
      }
      for (DeviceInfo d : c.devices()) {
        s.append("\n  ").append(d.id()).append(": ").append(d.name());
      }
    }
    if (candidates.isEmpty()) {
      s.append("\n  No backend was found at all: add imbrex-backend-cpu to the class path.");
    }
    return s.toString();
  }

  /** Tests every device and says which one the request would get. */
  Survey survey(Request request) {
    List<DeviceStatus> devices = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    String explanation = "";
    for (Offer o : offers(candidates)) {
      Verdict v = tester.retest(o.provider(), o.device());
      boolean fits = request.matches(o.candidate().name(), o.device());
      boolean isDefault = fits && v.passed() && explanation.isEmpty();
      if (isDefault) {
        explanation = explain(o, request, reasons(o, request, refused));
      } else if (fits && !v.passed()) {
        refused.add(o.text() + " failed its self-test: " + v.reason());
      }
      devices.add(
          new DeviceStatus(o.candidate().name(), o.device(), v.passed(), v.reason(), isDefault));
    }
    List<MissingBackend> missing = new ArrayList<>();
    for (Candidate c : candidates) {
      if (c.availability() instanceof Availability.Unavailable u) {
        missing.add(new MissingBackend(c.name(), u.reason(), u.remedy()));
      }
    }
    return new Survey(
        devices, missing, explanation.isEmpty() ? failure(request, refused) : explanation);
  }
}
