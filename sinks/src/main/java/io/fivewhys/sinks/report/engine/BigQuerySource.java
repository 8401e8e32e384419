// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQuery.TableField;
import com.google.cloud.bigquery.BigQuery.TableOption;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DatasetId;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FieldList;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.JobException;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.LegacySQLTypeName;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.QueryParameterValue;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableResult;
import io.fivewhys.sinks.report.engine.RecentRows.Question;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of BigQuery to read from, over Google's client, which also repeats what fails for a
 * moment. A query that would read more than the limit is refused before it costs anything, and
 * whether rows came in is told by the tables' metadata, which costs nothing. Each query sees the
 * rows of its own moment: those of one reader may differ by what came in between two of them.
 */
public final class BigQuerySource {

  private static final Map<String, String> LABELS = Map.of("fivewhys", "report");
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration LONGEST_QUERY = Duration.ofMinutes(3);
  private static final long ROWS_OF_A_PAGE = 20_000;

  private static final Duration LOOK = Duration.ofMinutes(1);

  /** By name, because a column that came later stands last within a struct. */
  private static final String WHYS =
      """
      ARRAY(
        SELECT AS STRUCT w.question, w.answer, w.component_kind, w.component, w.basis, w.count,
          w.query,
          ARRAY(
            SELECT AS STRUCT e.log_name, e.insert_id, UNIX_MICROS(e.timestamp) AS timestamp,
              e.excerpt
            FROM UNNEST(w.evidence) AS e WITH OFFSET AS place ORDER BY place) AS evidence
        FROM UNNEST(whys) AS w WITH OFFSET AS place ORDER BY place)\
      """;

  private final BigQuery client;
  private final DatasetId dataset;
  private final String location;
  private final long mostBytes;
  private final Duration look;
  private final RecentRows recent = new RecentRows();
  private String version = "";
  private long lookedNanos;

  /**
   * @param look how long what is known of the tables is believed
   */
  private BigQuerySource(
      BigQuery client, DatasetId dataset, String location, long mostBytes, Duration look) {
    this.client = client;
    this.dataset = dataset;
    this.location = location;
    this.mostBytes = mostBytes;
    this.look = look;
  }

  /**
   * @param dataset PROJECT.DATASET; its project pays for the queries
   * @param location where it is; empty: BigQuery finds out
   * @param endpoint such as {@code http://127.0.0.1:9050}, without credentials; empty for Google's,
   *     with the credentials that the environment offers
   * @param mostBytes that one query may read
   * @throws WarehouseReader.WarehouseReadException without credentials
   */
  public static BigQuerySource open(
      String dataset, String location, String endpoint, long mostBytes) {
    return open(dataset, location, endpoint, mostBytes, LOOK);
  }

  static BigQuerySource open(
      String dataset, String location, String endpoint, long mostBytes, Duration look) {
    int dot = dataset.lastIndexOf('.');
    DatasetId id = DatasetId.of(dataset.substring(0, dot), dataset.substring(dot + 1));
    BigQueryOptions.Builder options =
        BigQueryOptions.newBuilder()
            .setProjectId(id.getProject())
            .setTransportOptions(
                BigQueryOptions.getDefaultHttpTransportOptions().toBuilder()
                    .setConnectTimeout((int) CONNECT.toMillis())
                    .setReadTimeout((int) LONGEST_QUERY.plus(CONNECT).toMillis())
                    .build())
            .setCredentials(endpoint.isEmpty() ? credentials() : NoCredentials.getInstance());
    if (!endpoint.isEmpty()) {
      // What it does not support it says as if it had failed: that is not to be tried again.
      options.setHost(endpoint).setRetrySettings(ServiceOptions.getNoRetrySettings());
    }
    if (!location.isEmpty()) {
      options.setLocation(location);
    }
    return new BigQuerySource(options.build().getService(), id, location, mostBytes, look);
  }

  private static Credentials credentials() {
    try {
      return GoogleCredentials.getApplicationDefault();
    } catch (IOException e) {
      throw new WarehouseReader.WarehouseReadException(BigQueryReadFault.NO_CREDENTIALS, e);
    }
  }

  /** One look at it; any number at a time. */
  public WarehouseReader reader() {
    return new Reader();
  }

  private String version() {
    synchronized (recent) {
      if (version.isEmpty() || System.nanoTime() - lookedNanos >= look.toNanos()) {
        version =
            Tables.ALL.stream()
                .map(table -> version(table.name()))
                .collect(Collectors.joining(" "));
        lookedNanos = System.nanoTime();
        recent.of(version);
      }
      return version;
    }
  }

  /** Rows that were appended stand in a buffer first; a table that is missing may yet come. */
  private String version(String name) {
    try {
      Table table =
          client.getTable(
              TableId.of(dataset.getProject(), dataset.getDataset(), name),
              TableOption.fields(
                  TableField.LAST_MODIFIED_TIME,
                  TableField.NUM_ROWS,
                  TableField.STREAMING_BUFFER,
                  TableField.TYPE));
      if (table == null) {
        return "-";
      }
      StandardTableDefinition.StreamingBuffer buffer =
          table.getDefinition() instanceof StandardTableDefinition definition
              ? definition.getStreamingBuffer()
              : null;
      return "%s/%s/%s"
          .formatted(
              table.getLastModifiedTime(),
              table.getNumRows(),
              buffer == null ? "" : buffer.getEstimatedRows());
    } catch (BigQueryException e) {
      throw fault(e);
    }
  }

  private WarehouseReader.WarehouseReadException fault(BigQueryException e) {
    return BigQueryReadFault.of(e.getCode(), e.getReason(), e.getMessage(), name(), mostBytes, e);
  }

  private String name() {
    return dataset.getProject() + '.' + dataset.getDataset();
  }

  private final class Reader implements WarehouseReader {

    /** Pages come as they are read, so that an export of any size takes little room. */
    @Override
    public void forEach(String sql, Consumer<WarehouseRow> each, Object... parameters) {
      version();
      Question question = new Question(sql, Arrays.asList(parameters));
      List<WarehouseRow> known = recent.known(question);
      if (known != null) {
        known.forEach(each);
        return;
      }
      RecentRows.Answer answer = recent.answer(question);
      try {
        TableResult result = client.query(query(sql, parameters), job());
        Schema schema = result.getSchema();
        FieldList fields = schema == null ? FieldList.of() : schema.getFields();
        Map<String, Integer> columns = new HashMap<>();
        for (Field field : fields) {
          columns.put(field.getName(), columns.size());
        }
        for (FieldValueList values : result.iterateAll()) {
          WarehouseRow row = new WarehouseRow(columns, values(values, fields));
          answer.add(row);
          each.accept(row);
        }
        answer.keep();
      } catch (BigQueryException e) {
        throw fault(e);
      } catch (JobException e) {
        throw new WarehouseReadException("the warehouse cannot be read: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WarehouseReadException("the warehouse cannot be read: interrupted", e);
      }
    }

    @Override
    public String version() {
      return BigQuerySource.this.version();
    }

    @Override
    public void close() {
      // The client holds nothing open.
    }

    private JobId job() {
      JobId.Builder job = JobId.newBuilder().setProject(dataset.getProject());
      return location.isEmpty() ? job.build() : job.setLocation(location).build();
    }

    private QueryJobConfiguration query(String sql, Object... parameters) {
      QueryJobConfiguration.Builder query =
          QueryJobConfiguration.newBuilder(
                  sql.replace(
                          "{dataset}.",
                          "`" + dataset.getProject() + "`.`" + dataset.getDataset() + "`.")
                      .replace("{bucket}", "each.bucket, each.count")
                      .replace("{unnested}", ", UNNEST(latency_histogram) AS each")
                      .replace("{whys}", WHYS))
              .setUseLegacySql(false)
              .setUseQueryCache(true)
              .setLabels(LABELS)
              .setMaxResults(ROWS_OF_A_PAGE)
              .setMaximumBytesBilled(mostBytes)
              .setJobTimeoutMs(LONGEST_QUERY.toMillis());
      for (Object parameter : parameters) {
        query.addPositionalParameter(parameter(parameter));
      }
      return query.build();
    }
  }

  private static QueryParameterValue parameter(Object value) {
    return switch (value) {
      case String text -> QueryParameterValue.string(text);
      case Long number -> QueryParameterValue.int64(number);
      case Double number -> QueryParameterValue.float64(number);
      case Instant time ->
          QueryParameterValue.timestamp(ChronoUnit.MICROS.between(Instant.EPOCH, time));
      default -> throw new IllegalArgumentException("no parameter: " + value.getClass());
    };
  }

  private static List<@Nullable Object> values(FieldValueList row, FieldList fields) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      values.add(value(row.get(i), fields.get(i)));
    }
    return values;
  }

  private static @Nullable Object value(FieldValue value, Field field) {
    if (value.isNull()) {
      return null;
    }
    if (value.getAttribute() == FieldValue.Attribute.REPEATED) {
      List<@Nullable Object> elements = new ArrayList<>();
      value.getRepeatedValue().forEach(element -> elements.add(single(element, field)));
      return elements;
    }
    return single(value, field);
  }

  private static @Nullable Object single(FieldValue value, Field field) {
    if (value.isNull()) {
      return null;
    }
    LegacySQLTypeName type = field.getType();
    if (type.equals(LegacySQLTypeName.INTEGER)) {
      return value.getLongValue();
    } else if (type.equals(LegacySQLTypeName.FLOAT)) {
      return value.getDoubleValue();
    } else if (type.equals(LegacySQLTypeName.BOOLEAN)) {
      return value.getBooleanValue();
    } else if (type.equals(LegacySQLTypeName.TIMESTAMP)) {
      return new BigDecimal(value.getStringValue()).movePointRight(6).longValue();
    } else if (type.equals(LegacySQLTypeName.RECORD)) {
      return values(value.getRecordValue(), field.getSubFields());
    }
    return value.getStringValue();
  }
}
