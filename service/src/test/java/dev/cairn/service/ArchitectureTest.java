package dev.cairn.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cairn.service");

    @Test
    void featuresLookInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.cairn.service..")
                .layer("web")
                .definedBy("..service.web..")
                .layer("access")
                .definedBy("..service.access..")
                .layer("settings")
                .definedBy("dev.cairn.service")
                .layer("blob")
                .definedBy("..service.blob..")
                .layer("dataset")
                .definedBy("..service.dataset..")
                .layer("study")
                .definedBy("..service.study..")
                .layer("trial")
                .definedBy("..service.trial..")
                .layer("webhook")
                .definedBy("..service.webhook..")
                .layer("progress")
                .definedBy("..service.progress..")
                .layer("suggestion")
                .definedBy("..service.suggestion..")
                .layer("lease")
                .definedBy("..service.lease..")
                .layer("event")
                .definedBy("..service.event..")
                .layer("steering")
                .definedBy("..service.steering..")
                .layer("transfer")
                .definedBy("..service.transfer..")
                .layer("insight")
                .definedBy("..service.insight..")
                .whereLayer("insight")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("transfer")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("steering")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lease")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("event")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("suggestion")
                .mayOnlyBeAccessedByLayers("lease", "insight")
                .whereLayer("progress")
                .mayOnlyBeAccessedByLayers("suggestion", "lease", "event", "steering", "transfer", "insight")
                .whereLayer("webhook")
                .mayOnlyBeAccessedByLayers("progress", "transfer")
                .whereLayer("trial")
                .mayOnlyBeAccessedByLayers("progress", "suggestion", "lease", "steering", "transfer")
                .whereLayer("study")
                .mayOnlyBeAccessedByLayers(
                        "trial",
                        "webhook",
                        "progress",
                        "suggestion",
                        "lease",
                        "event",
                        "steering",
                        "transfer",
                        "insight")
                .whereLayer("dataset")
                .mayOnlyBeAccessedByLayers("progress")
                .check(SERVICE);
    }

    @Test
    void noPackagesFormACircle() {
        slices().matching("dev.cairn.service.(*)..").should().beFreeOfCycles().check(SERVICE);
    }

    @Test
    void theServiceTrainsNothing() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "dev.cairn.worker..", "dev.cairn.client..")
                .check(SERVICE);
    }

    @Test
    void rowsAreReadByHandWrittenSql() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate..")
                .allowEmptyShould(true)
                .check(SERVICE);
    }

    /** The clocks of machines differ. Durations may be measured on one; instants come from {@code cairn_now()}. */
    @Test
    void onlyTheDatabaseTellsTheTime() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(SERVICE);
    }
}
