package dev.cairn.search;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SEARCH = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairn.search");

    @Test
    void searchNeedsNothingButTheJdkAndTwoSetsOfAnnotations() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn.search..", "java..", "com.fasterxml.jackson.annotation..", "org.jspecify..")
                .check(SEARCH);
    }

    @Test
    void theGaussianProcessSeesNumbersOnly() {
        classes()
                .that()
                .resideInAPackage("dev.cairn.search.gp..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.cairn.search.gp..", "java..", "org.jspecify..")
                .check(SEARCH);
    }

    @Test
    void packagesDoNotDependOnEachOtherInACircle() {
        slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(SEARCH);
    }
}
