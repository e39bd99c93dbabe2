package dev.memary.worker.extraction;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class LayerTest {

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memary.worker.extraction");

  @Test
  void domain_knowsNothingButJava() {
    classes()
        .that()
        .resideInAPackage("dev.memary.worker.extraction")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "dev.memary.worker.extraction")
        .check(main);
  }

  @Test
  void classicalExtractor_knowsTheDomainAndOpenNlp() {
    classes()
        .that()
        .resideInAPackage("..classical..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify..", "opennlp..", "dev.memary.worker.extraction..")
        .check(main);
  }
}
