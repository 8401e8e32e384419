// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.contract.Settings;
import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.TableState;
import io.fivewhys.sinks.dataset.WantedDataset;
import io.fivewhys.warehouse.BigQuerySchema;
import io.fivewhys.warehouse.Dialect;
import io.fivewhys.warehouse.Function;
import io.fivewhys.warehouse.Functions;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import io.fivewhys.warehouse.View;
import io.fivewhys.warehouse.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a dataset is to hold, as files that bq and Terraform take. */
final class SchemaFiles {

  /** In SQL, where no dataset is named. */
  private static final String ANY_DATASET = "PROJECT.fivewhys";

  private SchemaFiles() {}

  /** How many it wrote. */
  static int write(Path folder, Settings settings) throws IOException {
    String named = settings.get(Settings.WAREHOUSE_DATASET);
    String dataset = named.isEmpty() ? ANY_DATASET : named;
    for (String kind : new String[] {"tables", "views", "functions"}) {
      Files.createDirectories(folder.resolve(kind));
    }
    int files = 1;
    Files.writeString(
        folder.resolve("tables.json"),
        tables(WantedDataset.ofBigQuery(dataset, "", settings.get(Settings.WAREHOUSE_KEEP))));
    for (Table table : Tables.ALL) {
      Files.writeString(
          folder.resolve("tables/" + table.name() + ".json"), BigQuerySchema.json(table));
      files++;
    }
    for (View view : Views.ALL) {
      Files.writeString(
          folder.resolve("views/" + view.name() + ".sql"),
          view.sql(Dialect.BIGQUERY, dataset) + "\n");
      files++;
    }
    for (Function function : Functions.ALL) {
      Files.writeString(
          folder.resolve("functions/" + function.name() + ".sql"),
          function.create(Dialect.BIGQUERY, dataset) + ";\n");
      files++;
    }
    return files;
  }

  /** What is said of a table besides its columns. */
  private static String tables(DatasetState wanted) {
    return JsonText.line(json -> {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (TableState table : wanted.tables()) {
        json.writeStartObject();
        json.writeStringField("name", table.name());
        json.writeStringField("description", table.doc());
        json.writeStringField("partition", table.partition());
        Duration expiry = table.expiry();
        if (expiry != null) {
          json.writeNumberField("expiration_ms", expiry.toMillis());
        }
        json.writeArrayFieldStart("clustering");
        for (String column : table.clustering()) {
          json.writeString(column);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }
}
