package dev.cairn.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cairn.cli");

    @Test
    void serviceWorkerAndMigrationsAreOtherProcesses() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cairn.service..", "dev.cairn.worker..", "dev.cairn.migrations..")
                .check(CLI);
    }

    @Test
    void theArchiveFormatsOfPostgresStayWithIt() {
        classes()
                .that()
                .resideOutsideOfPackage("dev.cairn.cli.postgres")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn..",
                        "java..",
                        "com.sun.management..",
                        "picocli..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "org.jspecify..")
                .check(CLI);
    }

    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.cairn.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLI);
    }
}
