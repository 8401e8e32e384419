// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Routine;
import com.google.cloud.bigquery.RoutineId;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.ViewDefinition;
import io.fivewhys.sinks.dataset.Change.AlterTable;
import io.fivewhys.sinks.dataset.Change.CreateDataset;
import io.fivewhys.sinks.dataset.Change.CreateTable;
import io.fivewhys.sinks.dataset.Change.Define;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import io.fivewhys.sinks.dataset.TableEdit.Expire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A dataset of BigQuery, over Google's client, which also repeats what fails for a moment. Tables
 * and views go through the API; functions, and that rows are kept for good, through SQL. A dataset
 * that is there stays as it is itself: its location, description and rights are its owner's.
 */
public final class BigQueryDatasetStore implements Dataset {

  private static final String UNSUPPORTED = "unsupported";

  private final BigQuery client;
  private final DatasetId id;
  private final DatasetState wanted;

  /**
   * @param client of the dataset's project and location
   */
  BigQueryDatasetStore(BigQuery client, DatasetId id, DatasetState wanted) {
    this.client = client;
    this.id = id;
    this.wanted = wanted;
  }

  /**
   * @param dataset PROJECT.DATASET
   * @param endpoint such as {@code http://127.0.0.1:9050}, without credentials; empty for Google's,
   *     with the credentials that the environment offers
   * @param wanted what it is to hold
   * @throws DatasetException without credentials
   */
  public static BigQueryDatasetStore open(String dataset, String endpoint, DatasetState wanted) {
    int dot = dataset.lastIndexOf('.');
    DatasetId id = DatasetId.of(dataset.substring(0, dot), dataset.substring(dot + 1));
    BigQueryOptions.Builder options =
        BigQueryOptions.newBuilder()
            .setProjectId(id.getProject())
            .setCredentials(endpoint.isEmpty() ? credentials() : NoCredentials.getInstance());
    if (!endpoint.isEmpty()) {
      // What it does not support it says as if it had failed: that is not to be tried again.
      options.setHost(endpoint).setRetrySettings(ServiceOptions.getNoRetrySettings());
    }
    if (!wanted.location().isEmpty()) {
      options.setLocation(wanted.location());
    }
    return new BigQueryDatasetStore(options.build().getService(), id, wanted);
  }

  private static Credentials credentials() {
    try {
      return GoogleCredentials.getApplicationDefault();
    } catch (IOException e) {
      throw DatasetException.lasting(
          "no credentials: gcloud auth application-default login, or GOOGLE_APPLICATION_CREDENTIALS",
          e);
    }
  }

  @Override
  public String name() {
    return id.getProject() + '.' + id.getDataset();
  }

  @Override
  public DatasetState wanted() {
    return wanted;
  }

  @Override
  public DatasetState actual() {
    com.google.cloud.bigquery.Dataset dataset =
        asked("dataset " + name() + " cannot be read", () -> client.getDataset(id));
    return dataset == null
        ? DatasetState.absent()
        : new Reading().state(BigQueryTableStore.text(dataset.getLocation()));
  }

  @Override
  public void apply(Change change) {
    String doing = change.subject() + " cannot be " + (change.creates() ? "created" : "changed");
    switch (change) {
      case CreateDataset create -> asked(doing, () -> client.create(dataset(create.location())));
      case CreateTable create ->
          asked(
              doing,
              () -> {
                BigQueryTableStore.create(client, table(create.table().name()), create.table());
                return true;
              });
      case AlterTable alter -> alter(doing, alter);
      case Define define -> {
        switch (define.definition()) {
          case ViewState view -> define(doing, view, define.creates());
          case FunctionState function ->
              run(doing, BigQueryFunctionStore.create(function, qualified(function.name())));
        }
      }
    }
  }

  @Override
  public void close() {
    // The client holds nothing open.
  }

  private DatasetInfo dataset(String location) {
    DatasetInfo.Builder info =
        DatasetInfo.newBuilder(id)
            .setDescription(WantedDataset.DOC)
            .setLabels(WantedDataset.LABELS);
    return location.isEmpty() ? info.build() : info.setLocation(location).build();
  }

  private void alter(String doing, AlterTable alter) {
    boolean forGood =
        alter.edits().stream()
            .anyMatch(edit -> edit instanceof Expire expire && expire.expiry() == null);
    if (alter.edits().size() > (forGood ? 1 : 0)) {
      asked(
          doing,
          () -> {
            BigQueryTableStore.alter(client, found(alter.table()), alter.edits());
            return true;
          });
    }
    if (forGood) {
      run(
          doing,
          "ALTER TABLE "
              + qualified(alter.table())
              + " SET OPTIONS (partition_expiration_days = NULL)");
    }
  }

  /** A view that is there is changed, not made anew: who may see what through it stays. */
  private void define(String doing, ViewState view, boolean create) {
    ViewDefinition definition =
        ViewDefinition.newBuilder(view.sql()).setUseLegacySql(false).build();
    asked(
        doing,
        () -> {
          if (create) {
            return client.create(
                TableInfo.newBuilder(table(view.name()), definition)
                    .setDescription(view.doc())
                    .setLabels(view.labels())
                    .build());
          }
          Map<String, String> labels = BigQueryTableStore.labels(found(view.name()).getLabels());
          labels.putAll(view.labels());
          return client.update(
              TableInfo.newBuilder(table(view.name()), definition)
                  .setDescription(view.doc())
                  .setLabels(labels)
                  .build());
        });
  }

  private Table found(String name) {
    Table table = client.getTable(table(name));
    if (table == null) {
      throw DatasetException.passing(name + " has gone meanwhile: run it again", null);
    }
    return table;
  }

  private void run(String doing, String sql) {
    try {
      client.query(
          QueryJobConfiguration.newBuilder(sql)
              .setUseLegacySql(false)
              .setLabels(WantedDataset.LABELS)
              .build());
    } catch (BigQueryException e) {
      throw refusal(doing, e, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DatasetException.passing(doing + ": interrupted", e);
    }
  }

  private <T> T asked(String doing, Supplier<T> question) {
    try {
      return question.get();
    } catch (BigQueryException e) {
      throw refusal(doing, e, false);
    }
  }

  private DatasetException refusal(String doing, BigQueryException e, boolean job) {
    return BigQueryRefusal.of(doing, e.getCode(), e.getReason(), e.getMessage(), job, name(), e);
  }

  private TableId table(String name) {
    return TableId.of(id.getProject(), id.getDataset(), name);
  }

  private String qualified(String name) {
    return "`" + id.getProject() + "`." + id.getDataset() + ".`" + name + '`';
  }

  /** One look at what is there. */
  private final class Reading {

    private final List<TableState> tables = new ArrayList<>();
    private final List<Definition> definitions = new ArrayList<>();
    private final TreeMap<String, String> others = new TreeMap<>();

    DatasetState state(String location) {
      asked("tables of " + name() + " cannot be read", this::tables);
      boolean functions = asked("functions of " + name() + " cannot be read", this::functions);
      return new DatasetState(true, location, tables, definitions, functions, others);
    }

    private boolean tables() {
      Map<String, TableDefinition.Type> ours =
          wanted.tables().stream()
              .collect(Collectors.toMap(TableState::name, table -> TableDefinition.Type.TABLE));
      wanted.definitions().stream()
          .filter(ViewState.class::isInstance)
          .forEach(view -> ours.put(view.name(), TableDefinition.Type.VIEW));
      for (Table listed : client.listTables(id).iterateAll()) {
        String name = listed.getTableId().getTable();
        TableDefinition.Type type = listed.getDefinition().getType();
        if (!type.equals(ours.get(name))) {
          others.put(name, type.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        } else if (type.equals(TableDefinition.Type.TABLE)) {
          tables.add(BigQueryTableStore.state(found(name)));
        } else {
          definitions.add(view(found(name)));
        }
      }
      return true;
    }

    private ViewState view(Table table) {
      ViewDefinition definition = table.getDefinition();
      String legacy = Boolean.TRUE.equals(definition.useLegacySql()) ? "#legacySQL\n" : "";
      return new ViewState(
          table.getTableId().getTable(),
          legacy + BigQueryTableStore.text(definition.getQuery()),
          BigQueryTableStore.text(table.getDescription()),
          BigQueryTableStore.labels(table.getLabels()));
    }

    /** False where the server does not tell: an emulator's doing. */
    private boolean functions() {
      try {
        for (Routine listed : client.listRoutines(id).iterateAll()) {
          String name = listed.getRoutineId().getRoutine();
          if (isWanted(name)) {
            definitions.add(BigQueryFunctionStore.state(function(name)));
          } else {
            others.put(name + "()", "function"); // tables may have the same names
          }
        }
        return true;
      } catch (BigQueryException e) {
        if (String.valueOf(e.getMessage()).startsWith(UNSUPPORTED)) {
          return false;
        }
        throw e;
      }
    }

    private boolean isWanted(String name) {
      return wanted.definitions().stream()
          .anyMatch(d -> d instanceof FunctionState && d.name().equals(name));
    }

    private Routine function(String name) {
      Routine routine = client.getRoutine(RoutineId.of(id.getProject(), id.getDataset(), name));
      if (routine == null) {
        throw DatasetException.passing(name + " has gone meanwhile: run it again", null);
      }
      return routine;
    }
  }
}
