package dev.memary.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class LayerTest {
  private static final String[] ADAPTERS = {
    "dev.memary.gateway.api..", "dev.memary.gateway.store..", "dev.memary.gateway.provider.."
  };
  private static final String[] CORE = {
    "dev.memary.gateway.audit..", "dev.memary.gateway.keys..", "dev.memary.gateway.limits.."
  };

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memary.gateway");

  @Test
  void everyPackage_isCoreOrAdapter() {
    classes()
        .that()
        .resideOutsideOfPackages(ADAPTERS)
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .resideInAnyPackage(CORE)
        .check(main);
  }

  @Test
  void core_knowsNoFramework() {
    classes()
        .that()
        .resideOutsideOfPackages(ADAPTERS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            concat(
                CORE,
                "java..",
                "org.jspecify..",
                "jakarta.enterprise..",
                "jakarta.inject..",
                "dev.memary.kit.identity.."))
        .check(main);
  }

  @Test
  void adapters_doNotKnowEachOther() {
    for (String adapter : ADAPTERS) {
      for (String other : ADAPTERS) {
        if (!adapter.equals(other)) {
          noClasses()
              .that()
              .resideInAPackage(adapter)
              .should()
              .dependOnClassesThat()
              .resideInAPackage(other)
              .check(main);
        }
      }
    }
  }

  private static String[] concat(String[] some, String... more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
