package dev.cairn.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairn.worker");

    @Test
    void onlyThePackageLstmKnowsDeeplearning4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairn.worker.lstm..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.cairn.worker.(*)..").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.cairn.worker.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.cairn.worker")
                .check(CLASSES);
    }

    @Test
    void onlyTheLoopSpeaksWithTheService() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.cairn.worker")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cairn.client..", "java.net.http..")
                .check(CLASSES);
    }

    @Test
    void noSpringAndNoPersistence() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "java.sql..", "javax.sql..")
                .check(CLASSES);
    }
}
