package dev.memary.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class LayerTest {
  private static final String DOMAIN = "dev.memary.worker.extraction";
  private static final String CLASSICAL = "dev.memary.worker.extraction.classical..";
  private static final String UNDERSTANDING = "dev.memary.worker.understanding..";
  private static final String VALIDATION = "dev.memary.worker.validation..";
  private static final String PROVIDER = "dev.memary.worker.provider..";
  private static final String CLIENT = "dev.memary.worker.client..";
  private static final String EVENTS = "dev.memary.worker.events..";

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memary.worker");

  @Test
  void everyPackage_isCoreOrAdapter() {
    classes()
        .that()
        .doNotHaveSimpleName("package-info")
        .should()
        .resideInAnyPackage(DOMAIN, CLASSICAL, VALIDATION, UNDERSTANDING, CLIENT, PROVIDER, EVENTS)
        .check(main);
  }

  @Test
  void domain_knowsNothingButJava() {
    onlyDependsOn(DOMAIN, DOMAIN);
  }

  @Test
  void understanding_knowsTheDomain() {
    onlyDependsOn(UNDERSTANDING, UNDERSTANDING, VALIDATION, DOMAIN);
  }

  @Test
  void validation_knowsTheDomain() {
    onlyDependsOn(VALIDATION, VALIDATION, DOMAIN, "dev.memary.kit.language..");
  }

  @Test
  void classicalExtractor_knowsTheDomainAndOpenNlp() {
    onlyDependsOn(CLASSICAL, CLASSICAL, DOMAIN, "opennlp..", "dev.memary.kit.language..");
  }

  @Test
  void clients_knowNeitherEventsNorTheExtractor() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(CLIENT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(EVENTS, CLASSICAL)
        .check(main);
  }

  private void onlyDependsOn(String layer, String... known) {
    String[] allowed = Arrays.copyOf(known, known.length + 2);
    allowed[known.length] = "java..";
    allowed[known.length + 1] = "org.jspecify..";
    classes()
        .that()
        .resideInAPackage(layer)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(main);
  }
}
