package dev.imbrex.backend;

import org.jspecify.annotations.Nullable;

/** Where settings are read: system properties and the environment, or what a test puts there. */
record Settings(Lookup properties, Lookup environment) {

  /** Gives the value of a name, if there is one. */
  @FunctionalInterface
  interface Lookup {
    @Nullable String get(String name);
  }

  /** Returns those of this process. */
  static Settings ofProcess() {
    return new Settings(System::getProperty, System::getenv);
  }

  /** Returns a system property, or null if it is not set or blank. */
  @Nullable String property(String name) {
    return orNull(properties.get(name));
  }

  /** Returns an environment variable, or null if it is not set or blank. */
  @Nullable String variable(String name) {
    return orNull(environment.get(name));
  }

  private static @Nullable String orNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }
}
