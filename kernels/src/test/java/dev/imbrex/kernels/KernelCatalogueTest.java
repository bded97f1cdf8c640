package dev.imbrex.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue and the sources say the same. */
class KernelCatalogueTest {
  private static final KernelCatalogue CATALOGUE = KernelCatalogue.standard();

  static List<KernelFamily> families() {
    return CATALOGUE.families();
  }

  @Test
  void everySourceFileBelongsToOneFamily() throws IOException, URISyntaxException {
    Path prelude =
        Path.of(Objects.requireNonNull(KernelCatalogue.class.getResource("prelude.cl")).toURI());
    try (Stream<Path> files = Files.list(Objects.requireNonNull(prelude.getParent()))) {
      Set<String> sources =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".cl") && !name.equals("prelude.cl"))
              .map(name -> name.substring(0, name.length() - 3))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> names =
          families().stream()
              .map(KernelFamily::name)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(sources, names);
      assertEquals(names.size(), families().size());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void theEntryPointsAreTheKernelsOfTheSource(KernelFamily family) {
    assertEquals(
        Set.copyOf(family.entryPoints()),
        found(Pattern.compile("__kernel\\s+void\\s+(\\w+)\\("), CATALOGUE.source(family)));
  }

  @ParameterizedTest
  @MethodSource("families")
  void theParametersAreTheMacrosThatTheSourceInsistsOn(KernelFamily family) {
    Set<String> macros =
        family.parameters().stream().map(KernelParameter::macro).collect(Collectors.toSet());
    assertEquals(
        macros,
        found(
            Pattern.compile("#ifndef (\\w+)\\n#error \"\\1 is not set\"\\n#endif"),
            CATALOGUE.source(family)));
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyParameterIsUsedAndExplainedInTheHeader(KernelFamily family) {
    String source = CATALOGUE.source(family);
    String code = source.replaceAll("//[^\n]*", "").replaceAll("#ifndef \\w+\n#error[^\n]*\n", "");
    String header = source.substring(source.lastIndexOf("\n\n//", source.indexOf("// grid ")));
    for (KernelParameter parameter : family.parameters()) {
      Pattern word = Pattern.compile("\\b" + parameter.macro() + "\\b");
      assertTrue(word.matcher(code).find(), parameter.macro() + " is not used");
      Pattern explained =
          Pattern.compile(
              "\n// (parameters)? +([A-Z_]+, )*" + parameter.macro() + "(, [A-Z_]+)* +[a-z0-9]");
      assertTrue(explained.matcher(header).find(), parameter.macro() + " is not explained");
    }
    for (String heading :
        List.of("grid", "parameters", "local memory", "index", "assumptions", "edge")) {
      assertTrue(header.contains("\n// " + heading + " "), heading + " is missing from the header");
    }
  }

  @Test
  void anUnknownFamilyIsAnErrorThatListsThoseThereAre() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> CATALOGUE.family("fourier"));
    assertEquals(
        "There is no kernel family fourier; there are "
            + families().stream().map(KernelFamily::name).toList()
            + ".",
        e.getMessage());
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> names = new HashSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
