package dev.imbrex.cli;

import picocli.CommandLine.IVersionProvider;

/** What the program and its Java are. */
final class Version implements IVersionProvider {
  /** Returns the version of the library, from the jar's manifest where there is one. */
  static String library() {
    String v = Main.class.getPackage().getImplementationVersion();
    return v == null ? "development" : v;
  }

  /** Returns the Java that it runs on. */
  static String java() {
    return "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {"imbrex " + library(), java()};
  }
}
