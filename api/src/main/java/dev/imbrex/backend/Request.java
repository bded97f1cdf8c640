package dev.imbrex.backend;

import dev.imbrex.spi.DeviceInfo;
import java.util.Locale;

/**
 * What the user asked for: {@code auto}, a provider's name, or that and a colon and a device's
 * number or part of its name.
 *
 * @param text as it was written
 * @param origin who said so, for messages
 */
record Request(String text, String origin) {
  private static final String AUTO = "auto";

  /** Returns the request that an argument, a property or the environment makes, in this order. */
  static Request of(String argument, Settings settings) {
    if (!argument.isBlank()) {
      return new Request(argument.trim(), "the caller");
    }
    String property = settings.property("imbrex.backend");
    if (property != null) {
      return new Request(property, "-Dimbrex.backend");
    }
    String variable = settings.variable("IMBREX_BACKEND");
    return variable != null
        ? new Request(variable, "IMBREX_BACKEND")
        : new Request(AUTO, "default");
  }

  boolean isAuto() {
    return text.equalsIgnoreCase(AUTO);
  }

  String provider() {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  private String rest() {
    int colon = text.indexOf(':');
    return colon < 0 ? "" : text.substring(colon + 1).trim();
  }

  /** Returns whether a device of the provider can be what is asked for. */
  boolean mayBe(String provider) {
    return isAuto() || provider.equalsIgnoreCase(provider());
  }

  boolean matches(String provider, DeviceInfo device) {
    String rest = rest();
    if (!mayBe(provider) || rest.isEmpty()) {
      return mayBe(provider);
    }
    boolean isNumber = rest.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber
        ? device.id().equalsIgnoreCase(provider + ":" + rest)
        : device.name().toLowerCase(Locale.ROOT).contains(rest.toLowerCase(Locale.ROOT));
  }

  /** Returns what a device must be to match, in words. */
  String meaning() {
    String rest = rest();
    if (isAuto()) {
      return "any device";
    } else if (rest.isEmpty()) {
      return "a device of the backend " + provider();
    } else if (rest.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return "the device " + text;
    }
    return "a device of the backend " + provider() + " with \"" + rest + "\" in its name";
  }
}
