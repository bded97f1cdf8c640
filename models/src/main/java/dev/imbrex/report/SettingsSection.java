package dev.imbrex.report;

import java.util.Map;

/** The device, the versions and the settings. */
record SettingsSection(Map<String, String> settings) implements Section {
  @Override
  public String title() {
    return "Device and settings";
  }

  @Override
  public void write(Markup page) {
    page.open("dl");
    settings.forEach(
        (name, value) -> {
          page.open("div").element("dt", name).element("dd", value).close().line();
        });
    page.close();
  }
}
