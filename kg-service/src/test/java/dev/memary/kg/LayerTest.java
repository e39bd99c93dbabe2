package dev.memary.kg;

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
    "dev.memary.kg.api..",
    "dev.memary.kg.client..",
    "dev.memary.kg.store..",
    "dev.memary.kg.provider..",
    "dev.memary.kg.events.."
  };
  private static final String[] CORE = {
    "dev.memary.kg.graph..",
    "dev.memary.kg.indexing..",
    "dev.memary.kg.retrieval..",
    "dev.memary.kg.integration..",
    "dev.memary.kg.forgetting.."
  };

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memary.kg");

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
                "dev.memary.kit.language..",
                "java..",
                "org.jspecify..",
                "jakarta.enterprise..",
                "jakarta.inject.."))
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
