// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.RejectedEntry;
import io.fivewhys.ServiceMinute;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class TablesTest {

  @Test
  void keys_are_columns() {
    for (Table table : Tables.ALL) {
      assertThat(table.columns())
          .extracting(Column::name)
          .doesNotHaveDuplicates()
          .containsAll(table.key());
    }
  }

  @Test
  void columns_that_come_from_a_record_are_fields_of_it() {
    assertThat(ServiceMinute.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsAll(Tables.SERVICE_MINUTES.columns().stream().map(Column::name).toList());
    assertThat(RejectedEntry.getClassSchema().getFields())
        .extracting(Schema.Field::name)
        .containsExactlyElementsOf(
            Tables.REJECTED_ENTRIES.columns().stream().map(Column::name).toList());
  }

  @Test
  void topics_have_one_name_each_under_one_prefix() {
    assertThat(Topics.ALL)
        .extracting(Topic::name)
        .doesNotHaveDuplicates()
        .allMatch(n -> n.startsWith("fivewhys."));
  }
}
