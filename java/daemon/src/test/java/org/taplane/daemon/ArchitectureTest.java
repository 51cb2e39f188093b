package org.taplane.daemon;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.taplane.dataplane.port.PortCounters;

/** The rules that Maven's modules cannot express. */
@AnalyzeClasses(packages = "org.taplane", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Where frames pass: what is called once a burst or a frame. */
    private static final String[] HOT = {
        "org.taplane.wire..",
        "org.taplane.dataplane.frame..",
        "org.taplane.dataplane.port..",
        "org.taplane.dataplane.feature..",
        "org.taplane.dataplane.host..",
        "org.taplane.dataplane.ring..",
        "org.taplane.dataplane.capture..",
        "org.taplane.dataplane.rate..",
        "org.taplane.dataplane.offload..",
        "org.taplane.dataplane.bridge..",
        "org.taplane.dataplane.tunnel..",
        "org.taplane.dataplane.vxlan..",
        "org.taplane.io.device.."
    };

    /** Beside the classes that frames pass, the same packages have what is made once, or when something changes. */
    private static final DescribedPredicate<JavaClass> MADE_ONCE =
            DescribedPredicate.or(nameMatching("bridge", "PortPlan|VlanMembership"), nameMatching("tunnel", "VniMap"));

    private static DescribedPredicate<JavaClass> nameMatching(String pkg, String names) {
        return HasName.Predicates.nameMatching("org\\.taplane\\.dataplane\\." + pkg + "\\.(" + names + ")(\\$.*)?")
                .forSubtype();
    }

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("org.taplane.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CONTROL_AND_IO_DO_NOT_SEE_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("org.taplane.control..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.taplane.io..", "org.taplane.nativeio..", "org.taplane.daemon..");

    @ArchTest
    static final ArchRule IO_KNOWS_NOTHING_ABOVE_IT = noClasses()
            .that()
            .resideInAPackage("org.taplane.io..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.taplane.control..", "org.taplane.daemon..");

    @ArchTest
    static final ArchRule NETTY_STAYS_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("org.taplane.io.shard..", "org.taplane.control.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule JNA_STAYS_IN_IO = noClasses()
            .that()
            .resideOutsideOfPackage("org.taplane.io..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule ONLY_IO_CALLS_NATIVE_CODE = noClasses()
            .that()
            .resideOutsideOfPackages("org.taplane.io..", "org.taplane.nativeio..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.taplane.nativeio..");

    @ArchTest
    static final ArchRule HOT_PACKAGES_USE_NO_STREAMS = noClasses()
            .that()
            .resideInAnyPackage(HOT)
            .and(not(MADE_ONCE))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.stream..");

    @ArchTest
    static final ArchRule HOT_PACKAGES_DO_NOT_BOX = noClasses()
            .that()
            .resideInAnyPackage(HOT)
            .and(not(MADE_ONCE))
            .should()
            .callMethod(Integer.class, "valueOf", int.class)
            .orShould()
            .callMethod(Long.class, "valueOf", long.class);

    /** The classes of a frame's way through the bridge; beside them the package has what is built once. */
    @ArchTest
    static final ArchRule THE_WALK_USES_NO_COLLECTIONS = noClasses()
            .that()
            .haveNameMatching("org\\.taplane\\.dataplane\\.(bridge\\.(Bridge|Ingress|Relay|Egress|TagForm|FdbQuery)"
                    + "|port\\.(Outlets|Outlet|PortTable|PortCounters))")
            .or()
            .resideInAnyPackage("org.taplane.dataplane.frame..", "org.taplane.dataplane.table..")
            .should()
            .dependOnClassesThat(not(belongToAnyOf(PortCounters.class))
                    .and(com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(
                            java.util.Collection.class)));
}
