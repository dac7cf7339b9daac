package dev.cairn.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses BENCHMARKS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cairn.benchmarks");

    @Test
    void searchIsMeasuredByItself() {
        classes()
                .that()
                .resideOutsideOfPackages(
                        "dev.cairn.benchmarks.server",
                        "dev.cairn.benchmarks.chaos",
                        "dev.cairn.benchmarks.lstm",
                        "dev.cairn.benchmarks.children",
                        "dev.cairn.benchmarks.parity",
                        "dev.cairn.benchmarks.studies",
                        "dev.cairn.benchmarks.command")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn.benchmarks..",
                        "dev.cairn.search..",
                        "java..",
                        "picocli..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "org.jspecify..")
                .check(BENCHMARKS);
    }

    @Test
    void theServiceIsReachedFromOutsideOnly() {
        classes()
                .that()
                .resideOutsideOfPackages(
                        "dev.cairn.benchmarks.lstm", "dev.cairn.benchmarks.children", "dev.cairn.benchmarks.parity")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn.benchmarks..",
                        "dev.cairn.search..",
                        "dev.cairn.api..",
                        "dev.cairn.client..",
                        "dev.cairn.cli..",
                        "java..",
                        "picocli..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..",
                        "org.jspecify..")
                .check(BENCHMARKS);
    }

    @Test
    void onlyThePackageLstmKnowsDeeplearning4j() {
        classes()
                .that()
                .resideInAPackage("dev.cairn.benchmarks.lstm")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn.benchmarks.lstm",
                        "dev.cairn.api..",
                        "dev.cairn.worker.data",
                        "dev.cairn.worker.lstm..",
                        "org.deeplearning4j..",
                        "org.nd4j..",
                        "java..",
                        "tools.jackson..",
                        "com.sun.management",
                        "org.jspecify..")
                .check(BENCHMARKS);
    }

    @Test
    void aComparisonOfTrainingsUsesTheWorkerAsItIs() {
        classes()
                .that()
                .resideInAPackage("dev.cairn.benchmarks.parity")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn.benchmarks.parity",
                        "dev.cairn.search..",
                        "dev.cairn.api..",
                        "dev.cairn.worker.data",
                        "dev.cairn.worker.lstm",
                        "java..",
                        "tools.jackson..",
                        "org.jspecify..")
                .check(BENCHMARKS);
    }

    @Test
    void trainingProcessesAreMeasuredAsTheWorkerStartsThem() {
        classes()
                .that()
                .resideInAPackage("dev.cairn.benchmarks.children")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cairn.benchmarks.children",
                        "dev.cairn.benchmarks.lstm",
                        "dev.cairn.api..",
                        "dev.cairn.worker.lstm",
                        "dev.cairn.worker.trial",
                        "java..",
                        "tools.jackson..",
                        "org.jspecify..")
                .check(BENCHMARKS);
    }

    @Test
    void trainingsSeeNumbersOnly() {
        classes()
                .that()
                .resideInAPackage("dev.cairn.benchmarks.training")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.cairn.benchmarks.training", "java..", "org.jspecify..")
                .check(BENCHMARKS);
    }

    @Test
    void packagesFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.cairn.(**)")
                .should()
                .beFreeOfCycles()
                .check(BENCHMARKS);
    }
}
