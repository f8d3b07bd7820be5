package io.pgwal;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;

/** Five rooms in a line, {@code protocol <- values <- replication <- snapshot <- camel}: each looks only to its left. */
@AnalyzeClasses(packages = "io.pgwal", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule each_room_looks_only_to_its_left = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("protocol")
            .definedBy("io.pgwal.protocol..")
            .layer("values")
            .definedBy("io.pgwal.values..")
            .optionalLayer("replication")
            .definedBy("io.pgwal.replication..")
            .optionalLayer("snapshot")
            .definedBy("io.pgwal.snapshot..")
            .optionalLayer("camel")
            .definedBy("io.pgwal.camel..")
            .whereLayer("protocol")
            .mayNotAccessAnyLayer()
            .whereLayer("values")
            .mayOnlyAccessLayers("protocol")
            .whereLayer("replication")
            .mayOnlyAccessLayers("protocol", "values")
            .whereLayer("snapshot")
            .mayOnlyAccessLayers("protocol", "values", "replication")
            .whereLayer("camel")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule every_class_is_in_a_room = classes()
            .should()
            .resideInAnyPackage(
                    "io.pgwal.protocol..",
                    "io.pgwal.values..",
                    "io.pgwal.replication..",
                    "io.pgwal.snapshot..",
                    "io.pgwal.camel..");

    @ArchTest
    static final ArchRule protocol_and_values_know_only_the_jdk = classes()
            .that()
            .resideInAnyPackage("io.pgwal.protocol..", "io.pgwal.values..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "java.lang..",
                            "java.nio..",
                            "java.util..",
                            "java.time..",
                            "java.math..",
                            "io.pgwal.protocol..",
                            "io.pgwal.values..")
                    // rows are serializable; that is no I/O of ours
                    .or(belongToAnyOf(Serializable.class, ObjectInputStream.class, InvalidObjectException.class)));

    @ArchTest
    static final ArchRule only_camel_knows_camel = noClasses()
            .that()
            .resideOutsideOfPackage("io.pgwal.camel..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule only_replication_and_snapshot_know_the_driver = noClasses()
            .that()
            .resideOutsideOfPackages("io.pgwal.replication..", "io.pgwal.snapshot..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                    // a user's data source is an option, passed on as it is
                    .and(not(equivalentTo(DataSource.class))));

    @ArchTest
    static final ArchRule every_session_is_a_pinned_one = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.pgwal.replication.ConnectionSettings")
            .should()
            .callMethod(Driver.class, "connect", String.class, Properties.class)
            .orShould()
            .callMethodWhere(target(owner(equivalentTo(DriverManager.class))))
            .because("in a session that is not pinned, another user's functions may run");

    @ArchTest
    static final ArchRule optional_dependencies_are_touched_by_classes_of_their_own = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("Micrometer")
            .and()
            .doNotHaveSimpleName("PgWalSpanDecorator")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "org.apache.camel.telemetry..")
            .because("without them on the class path every other class has to load");

    @ArchTest
    static final ArchRule only_replication_and_camel_look_at_the_clock = noClasses()
            .that()
            .resideOutsideOfPackages("io.pgwal.replication..", "io.pgwal.camel..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");
}
