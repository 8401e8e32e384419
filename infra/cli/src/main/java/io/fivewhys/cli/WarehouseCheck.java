// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteClient;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import com.google.cloud.bigquery.storage.v1.GetWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.WriteStreamView;
import io.fivewhys.contract.Settings;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether rows have somewhere to go: tables of a dataset with our columns, or a file. */
final class WarehouseCheck {

  private static final String TO_DO = "run ./fivewhys warehouse apply";

  private static final Duration ANSWER = Duration.ofSeconds(10);

  private WarehouseCheck() {}

  static List<Finding> run(Settings settings) {
    String file = settings.get(Settings.WAREHOUSE_FILE);
    String dataset = settings.get(Settings.WAREHOUSE_DATASET);
    if (!file.isEmpty()) {
      return List.of(file(Path.of(file).toAbsolutePath()));
    }
    if (dataset.isEmpty()) {
      return List.of(
          Finding.skipped("warehouse", "warehouse.file and warehouse.dataset are empty"));
    }
    return tables(
        dataset, WarehouseConnection.channels(settings), WarehouseConnection.credentials(settings));
  }

  private static Finding file(Path file) {
    String subject = "warehouse " + file;
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return Finding.fault(subject, "its folder is not there: create it");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      return Finding.fault(subject, "may not be written: look at its owner and rights");
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace() >> 20;
      return Finding.ok(
          subject,
          (Files.exists(file) ? "is there" : "is made by the sinks") + ", " + free + " MiB free");
    } catch (IOException e) {
      return Finding.fault(subject, String.valueOf(e.getMessage()));
    }
  }

  /**
   * @param dataset {@code PROJECT.DATASET}
   */
  static List<Finding> tables(
      String dataset, TransportChannelProvider channels, CredentialsProvider credentials) {
    int dot = dataset.lastIndexOf('.');
    String parent =
        "projects/" + dataset.substring(0, dot) + "/datasets/" + dataset.substring(dot + 1);
    BigQueryWriteSettings.Builder settings =
        BigQueryWriteSettings.newBuilder()
            .setTransportChannelProvider(channels)
            .setCredentialsProvider(credentials);
    settings.getWriteStreamSettings().retrySettings().setTotalTimeoutDuration(ANSWER);
    try (BigQueryWriteClient client = BigQueryWriteClient.create(settings.build())) {
      return Tables.ALL.stream().map(table -> table(client, parent, table)).toList();
    } catch (IOException e) {
      return List.of(Finding.fault(dataset, "is not reached: " + e.getMessage()));
    }
  }

  private static Finding table(BigQueryWriteClient client, String parent, Table table) {
    String subject = "table " + table.name();
    try {
      List<String> differences =
          differences(
              "",
              table.columns(),
              client
                  .getWriteStream(
                      GetWriteStreamRequest.newBuilder()
                          .setName(parent + "/tables/" + table.name() + "/streams/_default")
                          .setView(WriteStreamView.FULL)
                          .build())
                  .getTableSchema()
                  .getFieldsList());
      return differences.isEmpty()
          ? Finding.ok(subject, "has every column")
          : Finding.fault(subject, String.join(", ", differences) + "; " + TO_DO);
    } catch (ApiException e) {
      return Finding.fault(subject, whatToDo(e));
    }
  }

  private static String whatToDo(ApiException failure) {
    return switch (failure.getStatusCode().getCode()) {
      case NOT_FOUND -> "is not there; " + TO_DO;
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          "may not be written: grant roles/bigquery.dataEditor on the dataset; "
              + failure.getMessage();
      default -> "is not reached: " + failure.getMessage();
    };
  }

  /** Columns that are missing or of another type; others may be there too. */
  private static List<String> differences(
      String prefix, List<Column> columns, List<TableFieldSchema> fields) {
    Map<String, TableFieldSchema> byName =
        fields.stream().collect(Collectors.toMap(TableFieldSchema::getName, Function.identity()));
    List<String> differences = new ArrayList<>();
    for (Column column : columns) {
      TableFieldSchema field = byName.get(column.name());
      String name = prefix + column.name();
      if (field == null) {
        differences.add(name + " is missing (" + column.type() + " " + column.mode() + ")");
      } else if (!type(column).equals(field.getType().name())
          || (column.mode() == Column.Mode.REPEATED)
              != (field.getMode() == TableFieldSchema.Mode.REPEATED)) {
        differences.add(
            name
                + " is "
                + field.getType()
                + " "
                + field.getMode()
                + " and has to be "
                + type(column)
                + " "
                + column.mode());
      } else {
        differences.addAll(differences(name + ".", column.fields(), field.getFieldsList()));
      }
    }
    return differences;
  }

  private static String type(Column column) {
    return column.type() == Column.Type.FLOAT64 ? "DOUBLE" : column.type().name();
  }
}
