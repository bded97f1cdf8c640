package dev.imbrex;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Packages only look down, and need nothing but the JDK. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTest {

  /** From the ground up: each may depend on itself and on those before it. */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("dev.imbrex.tensor"),
          List.of("dev.imbrex.op", "dev.imbrex.op.composite"),
          List.of("dev.imbrex.program"),
          List.of("dev.imbrex.spi"),
          List.of("dev.imbrex.spi.support"),
          List.of("dev.imbrex.reference"),
          List.of("dev.imbrex.backend"),
          List.of("dev.imbrex.eager"),
          List.of("dev.imbrex.io"),
          List.of("dev.imbrex.nn.config"),
          List.of(
              "dev.imbrex.nn.activation",
              "dev.imbrex.nn.init",
              "dev.imbrex.nn.regularize",
              "dev.imbrex.nn.constrain",
              "dev.imbrex.nn.loss",
              "dev.imbrex.nn.metric",
              "dev.imbrex.nn.optim"),
          List.of("dev.imbrex.nn"),
          List.of("dev.imbrex.nn.layers"),
          List.of("dev.imbrex.nn.weights"),
          List.of("dev.imbrex.train"),
          List.of("dev.imbrex.train.tensorboard"));

  private static final List<String> OUTSIDE = List.of("java..", "org.jspecify.annotations");

  private final JavaClasses classes = imported();

  /** Classes of the JDK need not be read to know which package they are in. */
  private static JavaClasses imported() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.imbrex");
  }

  @TestFactory
  Stream<DynamicTest> everyPackageDependsOnlyOnThoseBelowIt() {
    return IntStream.range(0, LAYERS.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    LAYERS.get(i).get(0),
                    () -> {
                      String[] allowed =
                          Stream.concat(
                                  LAYERS.subList(0, i + 1).stream().flatMap(List::stream),
                                  OUTSIDE.stream())
                              .toArray(String[]::new);
                      classes()
                          .that()
                          .resideInAnyPackage(LAYERS.get(i).toArray(String[]::new))
                          .should()
                          .onlyDependOnClassesThat()
                          .resideInAnyPackage(allowed)
                          .check(classes);
                    }));
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> placeless =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> LAYERS.stream().noneMatch(layer -> layer.contains(name)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), placeless);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes.stream()
        .map(JavaClass::getPackage)
        .distinct()
        .forEach(
            (JavaPackage p) ->
                assertTrue(
                    p.isAnnotatedWith(NullMarked.class),
                    () -> p.getName() + " needs a package-info.java with @NullMarked"));
  }
}
