// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words are those that the capacity stage of the processors writes. */
class ToldSizeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "2 to 3 instances of e2-micro; 2; 3; e2-micro",
        "up to 10 instances of e2-standard-4; -; 10; e2-standard-4",
        "2 to 10 instances; 2; 10; -",
        "its highest throughput; -; -; -",
        "2 to 3 instances of e2-micro and more; -; -; -",
        "''; -; -; -",
      })
  void a_connector(String told, Integer least, Integer most, String machine) {
    ToldSize.Connector connector = ToldSize.connector(told);

    assertThat(connector)
        .isEqualTo(most == null ? null : new ToldSize.Connector(least, most, machine));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "20 instances (maxScale of shop-2) x 10 requests; 10",
        "100 instances (Cloud Run's default) x 80 requests (Cloud Run's default); 80",
        "x 80 requests; -",
        "''; -",
      })
  void a_concurrency(String told, Integer requests) {
    assertThat(ToldSize.concurrency(told)).isEqualTo(requests);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "512Mi memory of shop-2; 512",
        "2Gi memory of the service; 2048",
        "1G memory of shop-2; 954",
        "536870912 memory of shop-2; 512",
        "all of its memory; -",
        "9999999999999Gi memory of shop-2; -",
        "512Mi cpu of shop-2; -",
      })
  void a_memory(String told, Integer mebibytes) {
    assertThat(ToldSize.memoryMib(told)).isEqualTo(mebibytes);
  }
}
