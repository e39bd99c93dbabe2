package dev.memary.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class LayerTest {
  private static final String[] CORE = {
    "dev.memary.agent.history..",
    "dev.memary.agent.memory..",
    "dev.memary.agent.answer..",
    "dev.memary.agent.turn.."
  };

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memary.agent");

  @Test
  void core_knowsNeitherAdaptersNorFrameworks() {
    String[] allowed = {
      "java..", "org.jspecify..", "jakarta.enterprise.context..", CORE[0], CORE[1], CORE[2], CORE[3]
    };
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .and()
        .haveSimpleNameNotContaining("_")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(main);
  }
}
