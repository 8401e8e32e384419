// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may lean on whom, and which classes may see Kafka, Google, clocks and threads. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fivewhys");

  private static final String[] ROOMS = {
    "io.fivewhys.ingest..", "io.fivewhys.processors..", "io.fivewhys.sinks.."
  };
  private static final String INFRA = "io.fivewhys.local..";
  private static final String CLI = "io.fivewhys.cli..";

  /**
   * The walls of a room, where the outside world stands. Everything else is a table: plain data in,
   * plain decision out, so that a recorded input always gives the same answer.
   */
  private static final Pattern WALL =
      Pattern.compile(
          ".*(App|Topology|Processor|Source|Sink|Publisher|Server|Store|Writer|Consumer|Run)|Kafka.*");

  private static final DescribedPredicate<JavaClass> TABLE =
      DescribedPredicate.describe(
          "stands at the table",
          type ->
              resideInAnyPackage(ROOMS).test(type)
                  && !WALL.matcher(outermost(type).getSimpleName()).matches());

  @Test
  void the_rooms_are_there() {
    assertThat(CLASSES.stream().filter(resideInAnyPackage(ROOMS))).hasSizeGreaterThan(30);
    assertThat(CLASSES.stream().filter(TABLE)).hasSizeGreaterThan(20);
  }

  @Test
  void the_contracts_lean_on_no_sibling() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage("io.fivewhys.contract..", "io.fivewhys.warehouse..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOMS).or(resideInAnyPackage(INFRA, CLI))));
  }

  @Test
  void siblings_meet_only_in_a_topic() {
    for (String room : ROOMS) {
      DescribedPredicate<JavaClass> others =
          resideInAnyPackage(ROOMS).and(not(resideInAnyPackage(room)));
      holds(
          noClasses()
              .that()
              .resideInAPackage(room)
              .should()
              .dependOnClassesThat(others.or(resideInAnyPackage(INFRA, CLI))));
    }
  }

  @Test
  void only_walls_see_kafka_and_google() {
    holds(
        noClasses()
            .that(TABLE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.apache.kafka..", "com.google.cloud..", "com.google.api.gax..", "io.grpc.."));
  }

  @Test
  void only_walls_see_clocks_chance_and_threads() {
    Set<String> forbidden =
        Set.of(Random.class.getName(), Thread.class.getName(), "java.util.concurrent.Executors");
    holds(
        noClasses()
            .that(TABLE)
            .should()
            .accessTargetWhere(
                DescribedPredicate.<JavaAccess<?>>describe(
                    "is a clock, chance or a thread",
                    access -> {
                      JavaClass owner = access.getTargetOwner();
                      String name = access.getName();
                      return owner.isEquivalentTo(System.class)
                              && (name.equals("currentTimeMillis") || name.equals("nanoTime"))
                          || (owner.isEquivalentTo(Instant.class)
                                  || owner.isAssignableTo(Clock.class))
                              && (name.equals("now") || name.startsWith("system"))
                          || forbidden.contains(owner.getName());
                    })));
  }

  @Test
  void nothing_below_the_command_ends_the_program_or_prints() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .and()
            .resideOutsideOfPackage("io.fivewhys.bench..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  private static void holds(ArchRule rule) {
    rule.check(CLASSES);
  }

  private static void holds(ClassesShouldConjunction rule) {
    rule.check(CLASSES);
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }
}
