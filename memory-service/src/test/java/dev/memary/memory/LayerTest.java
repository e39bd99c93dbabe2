package dev.memary.memory;

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
    "dev.memary.memory.api..",
    "dev.memary.memory.client..",
    "dev.memary.memory.formats..",
    "dev.memary.memory.store..",
    "dev.memary.memory.provider..",
    "dev.memary.memory.events.."
  };
  private static final String[] CORE = {
    "dev.memary.memory.context..",
    "dev.memary.memory.corrections..",
    "dev.memary.memory.deadletters..",
    "dev.memary.memory.episodes..",
    "dev.memary.memory.forgetting..",
    "dev.memary.memory.ingestion..",
    "dev.memary.memory.portability..",
    "dev.memary.memory.rebuild..",
    "dev.memary.memory.limits..",
    "dev.memary.memory.personas..",
    "dev.memary.memory.recall..",
    "dev.memary.memory.spaces..",
    "dev.memary.memory.stream..",
    "dev.memary.memory.summaries..",
    "dev.memary.memory.webhooks.."
  };

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memary.memory");

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
                "javax.crypto..",
                "jakarta.enterprise..",
                "jakarta.inject.."))
        .check(main);
  }

  @Test
  void adapters_doNotKnowEachOther_exceptEventsTheOutbox() {
    for (String adapter : ADAPTERS) {
      for (String other : ADAPTERS) {
        boolean allowed =
            adapter.equals(other) || adapter.contains(".events") && other.contains(".store");
        if (!allowed) {
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
