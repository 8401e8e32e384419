// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolSizeTest {

  @ParameterizedTest
  @CsvSource({
    "DB_POOL, 20",
    "DB_POOL_SIZE, 5",
    "DB_POOL_MAX, 8",
    "db_pool_max_size, 8",
    "SQLALCHEMY_POOL_SIZE, 7",
    "SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE, 30",
    "HIKARI_MAXIMUM_POOL_SIZE, 30",
    "MAX_CONNECTIONS, 10000",
    "DB_MAX_CONNECTIONS, 1",
    "DB_MAX_OPEN_CONNS, 25",
    "DATABASE_CONNECTION_LIMIT, 9",
  })
  void a_name_that_says_pool_size_is_believed(String name, int value) throws IOException {
    PoolSize pool = of(variable(name, Integer.toString(value)));

    assertThat(pool.connections()).isEqualTo(value);
    assertThat(pool.from()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DB_POOL_TIMEOUT",
        "DB_POOL_RECYCLE",
        "DB_POOL_MIN",
        "DB_POOL_MIN_SIZE",
        "MINIMUM_POOL_SIZE",
        "DB_POOL_PASSWORD",
        "DB_POOL_SIZE_SECRET",
        "POOL_SIZE_PIN",
        "MAX_CONNECTIONS_TOKEN",
        "REDIS_MAX_CONNECTIONS",
        "HTTP_POOL_SIZE",
        "THREAD_POOL_SIZE",
        "MAX_IDLE_CONNECTIONS",
        "DB_POOL SIZE",
        "PORT",
      })
  void a_number_under_any_other_name_does_not_get_through(String name) throws IOException {
    PoolSize pool = of(variable(name, "4711"));

    assertThat(pool.connections()).isNull();
    assertThat(pool.from()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "10001",
        "99999999999999999999",
        "10.5",
        "1e3",
        "0x10",
        "20 connections",
        "PLANTED",
        "postgres://app:4711@10.8.0.3/shop",
        "",
      })
  void a_value_that_is_no_plain_whole_number_does_not_get_through(String value) throws IOException {
    assertThat(of(variable("DB_POOL_SIZE", value)).connections()).isNull();
  }

  @Test
  void a_reference_to_a_secret_has_no_value() throws IOException {
    PoolSize pool =
        of(
            """
            {"name":"DB_POOL_SIZE","value":"20","valueFrom":{"secretKeyRef":{"name":"a","key":"1"}}}\
            """);

    assertThat(pool.connections()).isNull();
  }

  @Test
  void a_pool_may_overflow_and_several_names_are_of_one_pool() throws IOException {
    PoolSize pool =
        of(
            variable("DB_POOL_SIZE", " 5\\n")
                + ","
                + variable("DB_MAX_OVERFLOW", "10")
                + ","
                + variable("DB_POOL_MAX", "8"));

    assertThat(pool.connections()).isEqualTo(18);
    assertThat(pool.from()).containsExactly("DB_MAX_OVERFLOW", "DB_POOL_MAX", "DB_POOL_SIZE");
    assertThat(of(variable("DB_MAX_OVERFLOW", "10")).connections()).isNull();
  }

  @Test
  void containers_have_pools_of_their_own() throws IOException {
    PoolSize pool =
        read(
            "{\"containers\":[{\"env\":["
                + variable("DB_POOL", "5")
                + "]},{\"env\":["
                + variable("DB_POOL", "3")
                + "]}]}");

    assertThat(pool.connections()).isEqualTo(8);
  }

  private static String variable(String name, String value) {
    return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}";
  }

  private static PoolSize of(String variables) throws IOException {
    return read("{\"containers\":[{\"env\":[" + variables + "]}]}");
  }

  private static PoolSize read(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return PoolSize.of(Node.read(parser), SpecSpelling.KNATIVE);
    }
  }
}
