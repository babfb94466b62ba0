package savd.testbed;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, read off the compiled classes. */
class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void readTheCompiledClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("savd");
  }

  @Test
  void theWholeHouseIsLookedAt() {
    for (String module :
        new String[] {
          "net",
          "linux",
          "transport",
          "bgp",
          "rib",
          "rpki",
          "relation",
          "rules",
          "fib",
          "cetp",
          "control",
          "pisav",
          "daemon",
          "cli",
          "testbed"
        }) {
      Assertions.assertThat(classes.stream().map(JavaClass::getPackageName))
          .as("classes of savd.%s were found", module)
          .anyMatch(p -> p.equals("savd." + module) || p.startsWith("savd." + module + "."));
    }
  }

  @Test
  void modulesKnowOnlyWhatTheMapAllows() {
    onlyKnows("net");
    onlyKnows("linux");
    onlyKnows("transport");
    onlyKnows("bgp", "transport", "net");
    onlyKnows("rib", "net");
    onlyKnows("rpki", "transport", "net");
    onlyKnows("relation", "rib", "rpki.payload", "net");
    onlyKnows("rules", "relation", "rib", "rpki.payload", "net");
    onlyKnows("pisav", "relation", "rules", "rib", "rpki.payload", "transport", "net");
    onlyKnows("fib", "rules", "linux", "net");
    onlyKnows("control", "net");
    onlyKnows("cetp", "linux", "net");
    onlyKnows("cli", "control", "cetp.capture", "rpki.inspect", "net");
  }

  private static void onlyKnows(String module, String... known) {
    String[] allowed = new String[known.length + 1];
    allowed[0] = "savd." + module + "..";
    for (int i = 0; i < known.length; i++) {
      allowed[i + 1] = "savd." + known[i] + "..";
    }
    ArchRule rule =
        ArchRuleDefinition.classes()
            .that()
            .resideInAPackage("savd." + module + "..")
            .should()
            .onlyDependOnClassesThat(
                JavaClass.Predicates.resideOutsideOfPackage("savd..")
                    .or(JavaClass.Predicates.resideInAnyPackage(allowed)));
    rule.check(classes);
  }

  @Test
  void pureCoresSeeNoSocketsThreadsClocksOrLoggers() {
    for (String pure :
        new String[] {
          "savd.net..",
          "savd.rib..",
          "savd.relation..",
          "savd.rules..",
          "savd.fib.plan..",
          "savd.bgp.message..",
          "savd.cetp.message..",
          "savd.cetp.wire..",
          "savd.bgp.fsm..",
          "savd.rpki.payload..",
          "savd.rpki.message..",
          "savd.rpki.fsm..",
          "savd.rpki.files..",
          "savd.rpki.slurm..",
          "savd.rpki.sources..",
          "savd.rpki.validation..",
          "savd.pisav.message..",
          "savd.pisav.detour..",
          "savd.pisav.fsm..",
          "savd.cetp.policy..",
          "savd.cetp.fsm..",
          "savd.cetp.packet.."
        }) {
      noClasses()
          .that()
          .resideInAPackage(pure)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..",
              "org.slf4j..",
              "java.lang.foreign..",
              "java.net..",
              "java.nio.channels..",
              "java.time..")
          .check(classes);
      noClasses()
          .that()
          .resideInAPackage(pure)
          .should()
          .callMethod(System.class, "nanoTime")
          .check(classes);
      noClasses()
          .that()
          .resideInAPackage(pure)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .check(classes);
    }
  }

  @Test
  void wireFormatsUseOnlyTheBuffersOfNetty() {
    noClasses()
        .that()
        .resideInAnyPackage("savd.bgp.wire..", "savd.rpki.wire..", "savd.pisav.wire..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("io.netty..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        JavaClass.Predicates.resideInAPackage("io.netty.buffer.."))))
        .check(classes);
  }
}
