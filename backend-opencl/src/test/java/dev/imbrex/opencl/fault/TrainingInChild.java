package dev.imbrex.opencl.fault;

import dev.imbrex.opencl.OpenClProvider;
import dev.imbrex.spi.Backend;
import dev.imbrex.spi.BackendProvider;

/** The small training as a user's process does it, with what that keeps. */
public final class TrainingInChild {
  private TrainingInChild() {}

  /** Ends with a line PASS. */
  public static void main(String[] arguments) {
    BackendProvider provider = new OpenClProvider();
    try (Backend b = provider.open("opencl:0")) {
      SmallTraining.run(b);
    }
    System.out.println("PASS");
  }
}
